-- Imports: who may see and change what; the clock has to know where one is under way.

do $policies$
declare
    table_name text;
begin
    foreach table_name in array array['import_run', 'import_part', 'import_row'] loop
        execute format('alter table %I enable row level security', table_name);
        execute format('alter table %I force row level security', table_name);
        execute format('create policy owner on %I to current_user using (true) with check (true)', table_name);
        execute format('create policy tenant on %I to signaal_tenant'
            ' using (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)'
            ' with check (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)', table_name);
    end loop;
end
$policies$;

grant select, insert, delete on import_run to signaal_tenant;
grant update (state, kept, refused, repeats, hidden, undated, content, why, begun_at, done_at) on import_run to signaal_tenant;
grant select, insert, delete on import_part to signaal_tenant;
grant update (waits, body) on import_part to signaal_tenant;
-- Undone rows go, so that the same file can be put in anew.
grant select, insert, delete on import_row to signaal_tenant;
grant update (stays) on import_row to signaal_tenant;

create policy clock on import_run for select to signaal_clock using (true);
grant select (municipality_id, state) on import_run to signaal_clock;
