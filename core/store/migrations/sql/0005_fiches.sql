-- Fiches and the signals that carry them: who may see them.

do $policies$
declare
    table_name text;
begin
    foreach table_name in array array['fiche', 'fiche_signal'] loop
        execute format('alter table %I enable row level security', table_name);
        execute format('alter table %I force row level security', table_name);
        execute format('create policy owner on %I to current_user using (true) with check (true)', table_name);
        execute format('create policy tenant on %I to signaal_tenant'
            ' using (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)'
            ' with check (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)', table_name);
    end loop;
end
$policies$;

grant select, insert, update, delete on fiche to signaal_tenant;
-- That a signal carried a fiche stays known; which signal and which fiche never changes.
grant select, insert on fiche_signal to signaal_tenant;
grant update (released_at) on fiche_signal to signaal_tenant;
grant update (next_fiche) on municipality to signaal_tenant;
