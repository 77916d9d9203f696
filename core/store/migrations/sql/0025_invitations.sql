-- Invitations to what is on the agenda: who may see them.

alter table agenda_invitation enable row level security;
alter table agenda_invitation force row level security;
create policy owner on agenda_invitation to current_user using (true) with check (true);
create policy tenant on agenda_invitation to signaal_tenant
    using (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint)
    with check (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint);

-- To whom an invitation is never changes; what became of it does, and it goes some time after the day.
grant select, insert, delete on agenda_invitation to signaal_tenant;
grant update (address, state, why, letter_id, told, told_before, answer, answered_at, due_at, done_at)
    on agenda_invitation to signaal_tenant;
-- The clock has to know where something is to be sent, and a page that a letter leads to whose it is.
create policy clock on agenda_invitation for select to signaal_clock using (true);
grant select (municipality_id, state, due_at) on agenda_invitation to signaal_clock;
create policy door on agenda_invitation for select to signaal_door using (true);
grant select (id, municipality_id) on agenda_invitation to signaal_door;
-- Whose name a colleague had on a list of guests goes as well.
grant update (name, staff_id) on agenda_guest to signaal_tenant;
