-- Whose organisation a signal is of: its name, however it was written; and what an organisation's coordinator advises.

create function fold_name(name text) returns text
language sql immutable parallel safe set search_path = pg_catalog, public, pg_temp as $$
    select nullif(lower(btrim(regexp_replace(name, '\s+', ' ', 'g'))), '')
$$;
alter table signal add column organisation_key text generated always as (fold_name(organisation)) stored;
create index ix_signal_organisation on signal (municipality_id, organisation_key, number)
    where organisation_key is not null;

alter table weighing enable row level security;
alter table weighing force row level security;
create policy owner on weighing to current_user using (true) with check (true);
create policy tenant on weighing to signaal_tenant
    using (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint)
    with check (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint);
grant select, insert, delete on weighing to signaal_tenant;
grant update (advice, remark, at) on weighing to signaal_tenant;
