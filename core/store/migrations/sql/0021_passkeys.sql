-- Passkeys: a municipality's own rows. At the entrance only of which municipality a credential is.

alter table passkey enable row level security;
alter table passkey force row level security;
create policy owner on passkey to current_user using (true) with check (true);
create policy tenant on passkey to signaal_tenant
    using (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint)
    with check (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint);
create policy door on passkey for select to signaal_door using (true);
grant select, insert, delete on passkey to signaal_tenant;
grant update (challenge, credential, public_key, sign_count, answered, used_at) on passkey to signaal_tenant;
grant select (municipality_id, credential) on passkey to signaal_door;

-- And which municipalities sign in by their organisation: that is on the page for everyone.
create policy door on sign_in_provider for select to signaal_door using (active);
grant select (municipality_id, active) on sign_in_provider to signaal_door;
