-- Releases of counts: written once, never changed.

alter table release enable row level security;
alter table release force row level security;
create policy owner on release to current_user using (true) with check (true);
create policy tenant on release to signaal_tenant
    using (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint)
    with check (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint);
grant select, insert on release to signaal_tenant;
