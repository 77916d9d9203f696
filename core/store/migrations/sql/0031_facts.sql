-- Facts that are kept for figures and trends, and which signals moved since: written by triggers, so that whatever
-- changes a signal, or what was decided, hidden, proposed, asked, told or bundled of it, is followed.

create function fact_month(moment timestamptz) returns bigint language sql immutable parallel safe as $$
    select (extract(year from moment at time zone 'UTC') * 12 + extract(month from moment at time zone 'UTC') - 1)::bigint
$$;

-- Signals that moved, in one order, so that two who move the same wait for each other and never both. A municipality
-- that is going takes its signals along: nothing follows then.
create function note_moved(signals uuid[]) returns void language sql as $$
    insert into fact_moved (signal_id, month, municipality_id, moved_in)
    select id, fact_month(received_at), municipality_id, pg_current_xact_id()::text::bigint
    from signal
    where id = any(signals) and exists (select from municipality where municipality.id = signal.municipality_id)
    order by id
    on conflict (signal_id, month) do update set moved_in = excluded.moved_in
$$;

create function signals_came() returns trigger language plpgsql as $$
begin
    insert into fact_moved (signal_id, month, municipality_id, moved_in)
    select id, fact_month(received_at), municipality_id, pg_current_xact_id()::text::bigint from new_rows order by id
    on conflict (signal_id, month) do update set moved_in = excluded.moved_in;
    return null;
end
$$;

create function signals_changed() returns trigger language plpgsql as $$
begin
    insert into fact_moved (signal_id, month, municipality_id, moved_in)
    select id, month, municipality_id, pg_current_xact_id()::text::bigint
    from (select id, fact_month(received_at) as month, municipality_id from new_rows
          union select id, fact_month(received_at), municipality_id from old_rows) as moved
    order by id, month
    on conflict (signal_id, month) do update set moved_in = excluded.moved_in;
    return null;
end
$$;

create function signals_went() returns trigger language plpgsql as $$
begin
    insert into fact_moved (signal_id, month, municipality_id, moved_in)
    select id, fact_month(received_at), municipality_id, pg_current_xact_id()::text::bigint from old_rows
    where exists (select from municipality where municipality.id = old_rows.municipality_id) order by id
    on conflict (signal_id, month) do update set moved_in = excluded.moved_in;
    return null;
end
$$;

create function entries_came() returns trigger language plpgsql as $$
begin
    perform note_moved(array(select signal_id from new_rows
        where signal_id is not null and what in ('received', 'supplemented', 'decided', 'hidden')));
    return null;
end
$$;

create function proposals_made() returns trigger language plpgsql as $$
begin
    perform note_moved(array(select signal_id from new_rows where state = 'made'));
    return null;
end
$$;

create function moved_beside() returns trigger language plpgsql as $$
begin
    perform note_moved(array(select signal_id from new_rows));
    return null;
end
$$;

-- What was told about a fiche was told of every signal of hers in it.
create function tellings_sent() returns trigger language plpgsql as $$
begin
    perform note_moved(array(select signal.id from new_rows join signal using (reporter_id) where state = 'sent'));
    return null;
end
$$;

create trigger facts_came after insert on signal
    referencing new table as new_rows for each statement execute function signals_came();
create trigger facts_changed after update on signal
    referencing old table as old_rows new table as new_rows for each statement execute function signals_changed();
create trigger facts_went after delete on signal
    referencing old table as old_rows for each statement execute function signals_went();
create trigger facts_came after insert on journal
    referencing new table as new_rows for each statement execute function entries_came();
create trigger facts_came after insert on proposal
    referencing new table as new_rows for each statement execute function proposals_made();
create trigger facts_changed after update on proposal
    referencing new table as new_rows for each statement execute function proposals_made();
create trigger facts_came after insert on question
    referencing new table as new_rows for each statement execute function moved_beside();
create trigger facts_went after delete on question
    referencing old table as new_rows for each statement execute function moved_beside();
create trigger facts_went after delete on proposal
    referencing old table as new_rows for each statement execute function proposals_made();
create trigger facts_came after insert on fiche_signal
    referencing new table as new_rows for each statement execute function moved_beside();
create trigger facts_changed after update on fiche_signal
    referencing new table as new_rows for each statement execute function moved_beside();
create trigger facts_went after delete on fiche_signal
    referencing old table as new_rows for each statement execute function moved_beside();
create trigger facts_came after insert on told
    referencing new table as new_rows for each statement execute function tellings_sent();
create trigger facts_changed after update on told
    referencing new table as new_rows for each statement execute function tellings_sent();
create trigger facts_went after delete on told
    referencing old table as new_rows for each statement execute function tellings_sent();

insert into fact_moved (signal_id, month, municipality_id, moved_in)
select id, fact_month(received_at), municipality_id, 0 from signal;

-- When anybody last did anything about a fiche, from the index alone; whose it is stands in it for the rule.
create index ix_journal_fiche_at on journal (fiche_id, at) include (municipality_id) where fiche_id is not null;
-- Which fiches went to a higher level.
create index ix_journal_above on journal (municipality_id, fiche_id, at)
    where what = 'moved' and details ->> 'to' = 'bovenlokaal';

-- Read whole, often: not to be unpacked each time.
alter table fact_month alter column rows set storage external;

do $policies$
declare
    table_name text;
begin
    foreach table_name in array array['fact_month', 'fact_moved'] loop
        execute format('alter table %I enable row level security', table_name);
        execute format('alter table %I force row level security', table_name);
        execute format('create policy owner on %I to current_user using (true) with check (true)', table_name);
        execute format('create policy tenant on %I to signaal_tenant'
            ' using (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)'
            ' with check (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)', table_name);
        execute format('grant select, insert, update, delete on %I to signaal_tenant', table_name);
    end loop;
end
$policies$;
