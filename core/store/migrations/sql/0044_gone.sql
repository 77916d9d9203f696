-- What is withdrawn goes out of what is public with the act itself: actions, moments and partners, wherever they are
-- named. The rest follows when it is made anew.

create function publication_unsaid(fiches jsonb, about bigint, kind text, title text) returns jsonb language sql as $$
    select coalesce(jsonb_agg(
        case when about is null or (one -> 'number') = to_jsonb(about) then one || jsonb_build_object('timeline',
            (select coalesce(jsonb_agg(point order by nth), '[]')
             from jsonb_array_elements(one -> 'timeline') with ordinality as points(point, nth)
             where not ((point ->> 'what') like kind || '.%' and (point ->> 'title') = title)))
        else one end order by turn), '[]')
    from jsonb_array_elements(fiches) with ordinality as fiche(one, turn)
$$;

create function publication_rest(place bigint, changed jsonb) returns void language plpgsql as $$
begin
    update publication set
        version = 'g' || md5(version || changed::text),
        content = content || changed || jsonb_build_object('version', 'g' || md5(version || changed::text))
    where municipality_id = place;
    perform pg_notify('signaal_published', (select slug from municipality where id = place));
end
$$;

-- What is shown now, where there is something to take out.
create function publication_shown(place bigint) returns jsonb language sql as $$
    select content from publication
    where municipality_id = place and jsonb_typeof(content -> 'fiches') = 'array'
        and exists (select from municipality where id = place)
    for update
$$;

create function publication_action_gone() returns trigger language plpgsql as $$
declare
    shown jsonb := publication_shown(old.municipality_id);
    about bigint := (select number from fiche where id = old.fiche_id);
begin
    if shown is not null and about is not null then
        perform publication_rest(old.municipality_id, jsonb_build_object(
            'fiches', publication_unsaid(shown -> 'fiches', about, 'action', old.title),
            'actions', (select coalesce(jsonb_agg(one order by turn), '[]')
                from jsonb_array_elements(shown -> 'actions') with ordinality as action(one, turn)
                where (one -> 'fiche') <> to_jsonb(about) or (one ->> 'title') <> old.title)));
    end if;
    return null;
end
$$;

create function publication_day_gone() returns trigger language plpgsql as $$
declare
    shown jsonb := publication_shown(old.municipality_id);
begin
    if shown is not null then
        perform publication_rest(old.municipality_id, jsonb_build_object(
            'fiches', (select coalesce(jsonb_agg(one || jsonb_build_object('days',
                    (select coalesce(jsonb_agg(number), '[]') from jsonb_array_elements(one -> 'days') number
                     where number <> to_jsonb(old.number))) order by turn), '[]')
                from jsonb_array_elements(publication_unsaid(shown -> 'fiches', null, 'meeting', old.title))
                    with ordinality as fiche(one, turn)),
            'days', (select coalesce(jsonb_agg(one order by turn), '[]')
                from jsonb_array_elements(shown -> 'days') with ordinality as day(one, turn)
                where (one -> 'number') <> to_jsonb(old.number))));
    end if;
    return null;
end
$$;

create function publication_without_partner(place bigint, gone text) returns void language plpgsql as $$
declare
    shown jsonb := publication_shown(place);
begin
    if shown is not null and gone is not null then
        perform publication_rest(place, jsonb_build_object(
            'fiches', (select coalesce(jsonb_agg(one || jsonb_build_object('partners', (one -> 'partners') - gone)
                    order by turn), '[]')
                from jsonb_array_elements(shown -> 'fiches') with ordinality as fiche(one, turn)),
            'partners', (select coalesce(jsonb_agg(one order by turn), '[]')
                from jsonb_array_elements(shown -> 'partners') with ordinality as partner(one, turn)
                where (one ->> 'name') <> gone)));
    end if;
end
$$;

create function publication_partner_gone() returns trigger language plpgsql as $$
begin
    perform publication_without_partner(old.municipality_id, old.name);
    return null;
end
$$;

-- It ends when none that runs is left.
create function publication_agreement_gone() returns trigger language plpgsql as $$
declare
    today date := (now() at time zone 'Europe/Brussels')::date;
begin
    if not exists (select from agreement where partner_id = old.partner_id and signed_on <= today
                       and (ends_on is null or ends_on >= today)) then
        perform publication_without_partner(
            old.municipality_id, (select name from partner where id = old.partner_id));
    end if;
    return null;
end
$$;

create trigger publication_left after update on action for each row
    when (old.public_digest is not null and (new.public_digest is null
        or (old.title, old.owner, old.owner_id, old.partners, old.before, old.after, old.source)
            is distinct from (new.title, new.owner, new.owner_id, new.partners, new.before, new.after, new.source)))
    execute function publication_action_gone();
create trigger publication_gone after delete on action for each row
    when (old.public_digest is not null) execute function publication_action_gone();

drop trigger publication_left on agenda_item;
create trigger publication_left after update on agenda_item for each row
    when (old.public and not new.public) execute function publication_day_gone();
create trigger publication_gone after delete on agenda_item for each row
    when (old.public) execute function publication_day_gone();

create trigger publication_left after update on partner for each row
    when ((old.left_on is null and new.left_on is not null) or old.name <> new.name)
    execute function publication_partner_gone();
create trigger publication_gone after delete on partner for each row execute function publication_partner_gone();
create trigger publication_left after update on agreement for each row
    when ((old.signed_on, old.ends_on) is distinct from (new.signed_on, new.ends_on))
    execute function publication_agreement_gone();
create trigger publication_gone after delete on agreement for each row execute function publication_agreement_gone();
