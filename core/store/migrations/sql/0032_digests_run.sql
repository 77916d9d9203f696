-- The clock has to know since when a schedule holds: no slot from before that is caught up.
grant select (changed_at) on digest_schedule to signaal_clock;
