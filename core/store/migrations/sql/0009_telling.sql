-- What reporters are told and asked: who may see it.

do $policies$
declare
    table_name text;
begin
    foreach table_name in array array['told', 'question', 'closing'] loop
        execute format('alter table %I enable row level security', table_name);
        execute format('alter table %I force row level security', table_name);
        execute format('create policy owner on %I to current_user using (true) with check (true)', table_name);
        execute format('create policy tenant on %I to signaal_tenant'
            ' using (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)'
            ' with check (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)', table_name);
        -- The clock has to know where something is to be sent or looked after, and no more than that.
        execute format('create policy clock on %I for select to signaal_clock using (true)', table_name);
    end loop;
end
$policies$;

-- Who was told what is never rewritten; how it went is.
grant select, insert on told, question to signaal_tenant;
grant update (letter_id, state, why, due_at, done_at) on told to signaal_tenant;
grant update (letter_id, state, why, token_hash, answered_at) on question to signaal_tenant;
grant select, insert, delete on closing to signaal_tenant;
grant select (municipality_id, state, due_at) on told to signaal_clock;
grant select (municipality_id, state, letter_id, why) on question to signaal_clock;
grant select (municipality_id) on closing to signaal_clock;
-- A page that a letter leads to finds whose it is by its token.
create policy door on question for select to signaal_door using (true);
grant select (municipality_id, token_hash) on question to signaal_door;
