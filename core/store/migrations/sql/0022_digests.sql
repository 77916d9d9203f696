-- Digests: who may see and change what.

do $policies$
declare
    table_name text;
begin
    foreach table_name in array array['digest_schedule', 'digest_run', 'digest_sent', 'editorial', 'letter_text',
        'improvement', 'pulse'] loop
        execute format('alter table %I enable row level security', table_name);
        execute format('alter table %I force row level security', table_name);
        execute format('create policy owner on %I to current_user using (true) with check (true)', table_name);
        execute format('create policy tenant on %I to signaal_tenant'
            ' using (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)'
            ' with check (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)', table_name);
    end loop;
end
$policies$;

grant select, insert, update on digest_schedule, editorial to signaal_tenant;
grant delete on editorial to signaal_tenant;
grant select, insert, update, delete on letter_text to signaal_tenant;
grant select, insert on digest_run, digest_sent, improvement, pulse to signaal_tenant;
grant update (state, after, reporters, letters, paused_by, done_at) on digest_run to signaal_tenant;
grant update (letter_id, useful, useful_at) on digest_sent to signaal_tenant;
-- She may change her mind about whether it got better.
grant update (answer, answered_at) on improvement to signaal_tenant;

-- The clock has to know when a municipality sends, what is under way, and where somebody hears at once.
create policy clock on digest_schedule for select to signaal_clock using (true);
create policy clock on digest_run for select to signaal_clock using (true);
create policy clock on reporter for select to signaal_clock using (true);
grant select (municipality_id, weekday, hour, rhythm, active) on digest_schedule to signaal_clock;
grant select (municipality_id, slot, state) on digest_run to signaal_clock;
grant select (municipality_id, rhythm) on reporter to signaal_clock;
