-- Remarks: who may see and change what; the clock has to know where an answer waits to be sent.

alter table remark enable row level security;
alter table remark force row level security;
create policy owner on remark to current_user using (true) with check (true);
create policy tenant on remark to signaal_tenant
    using (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint)
    with check (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint);
create policy clock on remark for select to signaal_clock using (true);

grant select, insert on remark to signaal_tenant;
grant update (text, state, answer, why, staff_id, letter_id, done_at) on remark to signaal_tenant;
grant select (municipality_id, state, letter_id, why) on remark to signaal_clock;
