-- Sign-in by an organisation's own accounts: a municipality's own rows, to nobody else.

do $policies$
declare
    table_name text;
begin
    foreach table_name in array array['sign_in_provider', 'staff_identity'] loop
        execute format('alter table %I enable row level security', table_name);
        execute format('alter table %I force row level security', table_name);
        execute format('create policy owner on %I to current_user using (true) with check (true)', table_name);
        execute format('create policy tenant on %I to signaal_tenant'
            ' using (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)'
            ' with check (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)', table_name);
    end loop;
end
$policies$;

grant select, insert, delete on sign_in_provider, staff_identity to signaal_tenant;
grant update (settings, secret, active, changed_at) on sign_in_provider to signaal_tenant;
