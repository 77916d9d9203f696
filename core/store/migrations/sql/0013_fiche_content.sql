-- What a fiche holds beside its words: who may see and change it.

do $policies$
declare
    table_name text;
begin
    foreach table_name in array array['fiche_item', 'fiche_reference', 'fiche_score', 'fiche_support', 'public_text', 'fiche_shift'] loop
        execute format('alter table %I enable row level security', table_name);
        execute format('alter table %I force row level security', table_name);
        execute format('create policy owner on %I to current_user using (true) with check (true)', table_name);
        execute format('create policy tenant on %I to signaal_tenant'
            ' using (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)'
            ' with check (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)', table_name);
    end loop;
end
$policies$;

grant select, insert, update, delete on fiche_item to signaal_tenant;
grant select, insert, delete on fiche_reference, fiche_support to signaal_tenant;
-- What somebody scored is never rewritten; what was shifted is only undone.
grant select, insert on fiche_score, fiche_shift to signaal_tenant;
grant update (undone_at) on fiche_shift to signaal_tenant;
grant select, insert, update on public_text to signaal_tenant;
