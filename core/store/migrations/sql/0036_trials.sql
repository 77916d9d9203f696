-- Trials: a municipality's own. A chat at the shared bot is of no municipality yet: its door looks up whose the code is.

alter table trial enable row level security;
alter table trial force row level security;
create policy owner on trial to current_user using (true) with check (true);
create policy tenant on trial to signaal_tenant
    using (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint)
    with check (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint);
create policy door on trial for select to signaal_door using (true);
grant select, insert on trial to signaal_tenant;
grant update (code, door_id, asked_at, arrived_at, verified) on trial to signaal_tenant;
grant select (municipality_id, kind, code, door_id, asked_at) on trial to signaal_door;

grant update (nis) on municipality to signaal_tenant;
