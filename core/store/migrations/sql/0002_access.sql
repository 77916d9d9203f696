-- Who may see what. Default deny: every table has row-level security, forced; a role without a policy sees nothing.

do $roles$
declare
    role_name text;
begin
    foreach role_name in array array['signaal_tenant', 'signaal_door', 'signaal_clock', 'signaal_public'] loop
        begin
            execute format('create role %I nologin nosuperuser nobypassrls nocreatedb nocreaterole', role_name);
        exception when duplicate_object or unique_violation then null;  -- made by another database of this server
        end;
        begin
            execute format('grant %I to current_user', role_name);
        exception when unique_violation then null;
        end;
    end loop;
end
$roles$;

grant usage on schema public to signaal_tenant, signaal_door, signaal_clock, signaal_public;

do $policies$
declare
    table_name text;
begin
    foreach table_name in array array['municipality', 'organisation', 'allowed', 'door', 'invitation', 'intake', 'letter',
            'reporter', 'contact', 'conversation', 'signal', 'journal', 'staff', 'staff_invitation', 'staff_session',
            'recovery_code', 'sign_in_attempt', 'audit', 'audit_seal', 'due', 'keyring', 'sealed',
            'procrastinate_jobs', 'procrastinate_events', 'procrastinate_workers', 'procrastinate_periodic_defers'] loop
        execute format('alter table %I enable row level security', table_name);
        execute format('alter table %I force row level security', table_name);
        execute format('create policy owner on %I to current_user using (true) with check (true)', table_name);
    end loop;
    foreach table_name in array array['organisation', 'allowed', 'invitation', 'intake', 'letter', 'reporter', 'contact',
            'conversation', 'signal', 'journal', 'staff', 'staff_invitation', 'staff_session',
            'recovery_code', 'audit', 'audit_seal'] loop
        execute format('create policy tenant on %I to signaal_tenant'
            ' using (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)'
            ' with check (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)', table_name);
    end loop;
    foreach table_name in array array['municipality', 'door', 'intake', 'letter', 'contact', 'conversation', 'invitation',
            'staff', 'staff_invitation', 'staff_session'] loop
        execute format('create policy door on %I for select to signaal_door using (true)', table_name);
    end loop;
end
$policies$;

-- The tenant: its own rows. Journal and audit are append-only.
create policy tenant on municipality to signaal_tenant
    using (id = nullif(current_setting('signaal.municipality', true), '')::bigint)
    with check (id = nullif(current_setting('signaal.municipality', true), '')::bigint);
create policy tenant on door for select to signaal_tenant
    using (municipality_id is null
        or municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint);
create policy tenant_own on door to signaal_tenant
    using (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint)
    with check (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint);
create policy tenant on procrastinate_jobs to signaal_tenant
    using ((args ->> 'municipality')::bigint = nullif(current_setting('signaal.municipality', true), '')::bigint)
    with check ((args ->> 'municipality')::bigint = nullif(current_setting('signaal.municipality', true), '')::bigint);
-- Events follow their job: the rules of the jobs hold within the subquery.
create policy tenant on procrastinate_events to signaal_tenant
    using (exists (select from procrastinate_jobs job where job.id = job_id))
    with check (exists (select from procrastinate_jobs job where job.id = job_id));
grant select on municipality, door to signaal_tenant;
grant update (name, settings, next_number) on municipality to signaal_tenant;
grant insert, delete on door to signaal_tenant;
grant update (active, settings, secret, changed_at, state, seen_at) on door to signaal_tenant;
grant select, insert, update, delete on organisation, allowed, invitation, reporter, contact, signal, staff_invitation,
    staff_session, recovery_code to signaal_tenant;
grant select, insert, update on conversation, staff to signaal_tenant;
grant select, insert on letter, journal, audit, audit_seal to signaal_tenant;
grant select on intake to signaal_tenant;
grant select, insert, update on procrastinate_jobs to signaal_tenant;
grant select, insert on procrastinate_events to signaal_tenant;
grant usage on sequence procrastinate_jobs_id_seq, procrastinate_events_id_seq to signaal_tenant;
-- Where a delivery came from, and whose a letter is, never changes.
grant update (municipality_id, lookup, body, state, held, outcome, reason, repeats, tries, settled_at)
    on intake to signaal_tenant, signaal_door;
grant update (lookup, body, state, reason, tries, not_before, sent_at) on letter to signaal_tenant, signaal_door;

-- The door: deliveries, letters and look-ups; no texts.
create policy door_in on intake for insert to signaal_door with check (true);
create policy door_settle on intake for update to signaal_door using (true) with check (true);
create policy door_out on letter for insert to signaal_door with check (true);
create policy door_deliver on letter for update to signaal_door using (true) with check (true);
grant select (id, slug, name, settings) on municipality to signaal_door;
grant select (id, kind, name, municipality_id, active, changed_at, state, seen_at) on door to signaal_door;
create policy door_note on door for update to signaal_door
    using (municipality_id is not null) with check (municipality_id is not null);
grant update (state, seen_at) on door to signaal_door;
grant select, insert on intake, letter to signaal_door;
grant select (id, door_id, lookup, municipality_id, reporter_id, used_at) on contact to signaal_door;
grant select (municipality_id, contact_id, link_hash) on conversation to signaal_door;
grant select (municipality_id, token_hash, expires_at) on invitation to signaal_door;
grant select (municipality_id, email) on staff to signaal_door;
grant select (token_hash, municipality_id) on staff_invitation, staff_session to signaal_door;
create policy door on sign_in_attempt to signaal_door using (true) with check (true);
grant select, insert, update, delete on sign_in_attempt to signaal_door;

-- The clock: which municipalities there are, what is due, the job queue, and counts for the figures.
create policy clock on municipality for select to signaal_clock using (true);
create policy clock on due to signaal_clock using (true) with check (true);
create policy clock on procrastinate_jobs to signaal_clock using (true) with check (true);
create policy clock on procrastinate_events to signaal_clock using (true) with check (true);
create policy clock on procrastinate_workers to signaal_clock using (true) with check (true);
create policy clock on procrastinate_periodic_defers to signaal_clock using (true) with check (true);
create policy clock on intake for select to signaal_clock using (true);
create policy clock on letter for select to signaal_clock using (true);
grant select (id, slug, name) on municipality to signaal_clock;
grant select, insert, delete on due to signaal_clock;
grant select (municipality_id, state, held, outcome, repeats, received_at) on intake to signaal_clock;
grant select (state) on letter to signaal_clock;
create policy clock on audit for select to signaal_clock using (true);
create policy clock on audit_seal for select to signaal_clock using (true);
grant select (municipality_id, id) on audit to signaal_clock;
grant select (municipality_id, last_id) on audit_seal to signaal_clock;
grant select, insert, update, delete on procrastinate_jobs, procrastinate_events, procrastinate_workers,
    procrastinate_periodic_defers to signaal_clock;
grant usage on sequence procrastinate_jobs_id_seq, procrastinate_events_id_seq, procrastinate_periodic_defers_id_seq
    to signaal_clock;

-- The public: which municipalities there are.
create policy public on municipality for select to signaal_public using (true);
grant select (id, slug, name) on municipality to signaal_public;
