-- Actions of fiches: who may see them.

alter table action enable row level security;
alter table action force row level security;
create policy owner on action to current_user using (true) with check (true);
create policy tenant on action to signaal_tenant
    using (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint)
    with check (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint);

-- What was begun and dropped stays known: an action is stopped, never removed. Of which fiche it is never changes.
grant select, insert on action to signaal_tenant;
grant update (title, description, owner_id, owner, partners, starts_on, due_on, state, begun_on, ended_on, stop_reason,
    plan_code, before, after, source, version, changed_at) on action to signaal_tenant;
