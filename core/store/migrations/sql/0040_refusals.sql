-- Guests' refusals: a keyed hash of an address, written by the page of a link, read before a guest is invited.

alter table guest_refusal enable row level security;
alter table guest_refusal force row level security;
create policy owner on guest_refusal to current_user using (true) with check (true);
create policy tenant on guest_refusal to signaal_tenant
    using (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint)
    with check (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint);

grant select, insert on guest_refusal to signaal_tenant;
