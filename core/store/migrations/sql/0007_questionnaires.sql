-- Questionnaires of municipalities and their targeted calls: who may see them, and what never changes.

do $policies$
declare
    table_name text;
begin
    foreach table_name in array array['questionnaire', 'targeted_call'] loop
        execute format('alter table %I enable row level security', table_name);
        execute format('alter table %I force row level security', table_name);
        execute format('create policy owner on %I to current_user using (true) with check (true)', table_name);
        execute format('create policy tenant on %I to signaal_tenant'
            ' using (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)'
            ' with check (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)', table_name);
    end loop;
end
$policies$;

grant select, insert, delete on questionnaire to signaal_tenant;
grant update (body, revision, staff_id, changed_at) on questionnaire to signaal_tenant;
grant select, insert on targeted_call to signaal_tenant;
grant update (closed_at) on targeted_call to signaal_tenant;

-- With what was published dialogues were held: only a draft is changed or thrown away.
create function keep_published() returns trigger language plpgsql as $$
begin
    if old.state = 'published' and current_user = 'signaal_tenant' then
        raise insufficient_privilege using message = 'a published questionnaire never changes';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end
$$;
create trigger keep_published before update or delete on questionnaire
    for each row execute function keep_published();

-- The door: whose code it is.
create policy door on targeted_call for select to signaal_door using (true);
grant select (municipality_id, code) on targeted_call to signaal_door;
