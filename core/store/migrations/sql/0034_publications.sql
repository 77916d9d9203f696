-- What a municipality shows in public: its own to write, anyone's to read; and what it has to be made anew for. That is
-- noted by triggers, so that whatever changes what the public may see, is followed.

-- A municipality that is going takes all along: nothing follows then.
create function publication_some_moved() returns trigger language plpgsql as $$
begin
    insert into publication_due (municipality_id, why)
    select distinct moved.municipality_id, tg_table_name from moved
    where exists (select from municipality where municipality.id = moved.municipality_id);
    if found then
        perform pg_notify('signaal_publish', '');
    end if;
    return null;
end
$$;

-- What hangs on a fiche matters where the fiche has words that were approved.
create function publication_of_fiche_moved() returns trigger language plpgsql as $$
begin
    insert into publication_due (municipality_id, why)
    select distinct moved.municipality_id, tg_table_name from moved
    where exists (select from public_text
                  where public_text.fiche_id = (case when tg_table_name = 'fiche' then to_jsonb(moved) ->> 'id'
                                                     else to_jsonb(moved) ->> 'fiche_id' end)::uuid
                      and public_text.state = 'goedgekeurd')
        and exists (select from municipality where municipality.id = moved.municipality_id);
    if found then
        perform pg_notify('signaal_publish', '');
    end if;
    return null;
end
$$;

create function publication_place_moved() returns trigger language plpgsql as $$
begin
    insert into publication_due (municipality_id, why) values (new.id, tg_table_name);
    perform pg_notify('signaal_publish', '');
    return null;
end
$$;

-- A signal that its reporter took back carries nothing any more.
create function publication_signal_left() returns trigger language plpgsql as $$
begin
    insert into publication_due (municipality_id, why)
    select new.municipality_id, tg_table_name
    where exists (select from fiche_signal join public_text using (fiche_id)
                  where fiche_signal.signal_id = new.id and public_text.state = 'goedgekeurd');
    if found then
        perform pg_notify('signaal_publish', '');
    end if;
    return null;
end
$$;

do $triggers$
declare
    table_name text;
    follow text;
begin
    foreach table_name in array array['public_text', 'agenda_item', 'partner', 'agreement', 'release',
            'fiche', 'fiche_signal', 'action', 'agenda_fiche', 'partner_fiche'] loop
        follow := case when table_name in ('fiche', 'fiche_signal', 'action', 'agenda_fiche', 'partner_fiche')
            then 'publication_of_fiche_moved' else 'publication_some_moved' end;
        execute format('create trigger publication_came after insert on %I referencing new table as moved'
            ' for each statement execute function %I()', table_name, follow);
        execute format('create trigger publication_changed after update on %I referencing new table as moved'
            ' for each statement execute function %I()', table_name, follow);
        execute format('create trigger publication_went after delete on %I referencing old table as moved'
            ' for each statement execute function %I()', table_name, follow);
    end loop;
    foreach table_name in array array['publication', 'publication_due'] loop
        execute format('alter table %I enable row level security', table_name);
        execute format('alter table %I force row level security', table_name);
        execute format('create policy owner on %I to current_user using (true) with check (true)', table_name);
        execute format('create policy tenant on %I to signaal_tenant'
            ' using (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)'
            ' with check (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)', table_name);
    end loop;
end
$triggers$;

create trigger publication_came after insert on municipality for each row execute function publication_place_moved();
create trigger publication_changed after update on municipality for each row
    when ((old.slug, old.name, old.nis, old.settings) is distinct from (new.slug, new.name, new.nis, new.settings))
    execute function publication_place_moved();
create trigger publication_changed after update on signal for each row
    when (old.status is distinct from new.status) execute function publication_signal_left();

grant update (public_digest, public_by, public_at) on action to signaal_tenant;
grant select, insert on publication to signaal_tenant;
grant update (version, made_at, content, summary) on publication to signaal_tenant;
grant select, insert, delete on publication_due to signaal_tenant;
create policy clock on publication_due for select to signaal_clock using (true);
grant select (municipality_id) on publication_due to signaal_clock;
create policy anyone on publication for select to signaal_public using (true);
grant select on publication to signaal_public;
grant select (nis) on municipality to signaal_public;

-- What there is already is made for the first time.
insert into publication_due (municipality_id, why) select id, 'municipality' from municipality;
