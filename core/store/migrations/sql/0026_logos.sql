-- A municipality's logo: its own to change; anyone who knows its random name may see it.

alter table logo_file enable row level security;
alter table logo_file force row level security;
create policy owner on logo_file to current_user using (true) with check (true);
create policy tenant on logo_file to signaal_tenant
    using (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint)
    with check (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint);
create policy anyone on logo_file for select to signaal_public using (true);
grant select, insert, delete on logo_file to signaal_tenant;
grant update (name, body) on logo_file to signaal_tenant;
grant select (name, body) on logo_file to signaal_public;
