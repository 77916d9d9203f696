-- What is withdrawn goes out of what is public at once, with the act itself: it does not wait for anything to be made
-- anew. The rest follows when it is.

create function publication_without(place bigint, gone bigint) returns void language plpgsql as $$
begin
    update publication set
        version = 'w' || md5(version || gone),
        content = content || jsonb_build_object(
            'version', 'w' || md5(version || gone),
            'fiches', (select coalesce(jsonb_agg(
                    case when (one -> 'predecessor') = to_jsonb(gone) then one || '{"predecessor": 0}' else one end
                    order by turn), '[]')
                from jsonb_array_elements(content -> 'fiches') with ordinality as fiche(one, turn)
                where (one -> 'number') <> to_jsonb(gone)),
            'actions', (select coalesce(jsonb_agg(one order by turn), '[]')
                from jsonb_array_elements(content -> 'actions') with ordinality as action(one, turn)
                where (one -> 'fiche') <> to_jsonb(gone)),
            'days', (select coalesce(jsonb_agg(one || jsonb_build_object('fiches',
                    (select coalesce(jsonb_agg(number), '[]') from jsonb_array_elements(one -> 'fiches') number
                     where number <> to_jsonb(gone))) order by turn), '[]')
                from jsonb_array_elements(content -> 'days') with ordinality as day(one, turn)))
    where municipality_id = place and content ? 'fiches';
    if found then
        perform pg_notify('signaal_published', (select slug from municipality where id = place));
    end if;
end
$$;

create function publication_text_left() returns trigger language plpgsql as $$
begin
    perform publication_without(fiche.municipality_id, fiche.number) from fiche where fiche.id = old.fiche_id;
    return null;
end
$$;

create function publication_day_left() returns trigger language plpgsql as $$
begin
    update publication set
        version = 'd' || md5(version || old.number),
        content = content || jsonb_build_object(
            'version', 'd' || md5(version || old.number),
            'days', (select coalesce(jsonb_agg(one order by turn), '[]')
                from jsonb_array_elements(content -> 'days') with ordinality as day(one, turn)
                where (one -> 'number') <> to_jsonb(old.number)))
    where municipality_id = old.municipality_id and content ? 'days';
    if found then
        perform pg_notify('signaal_published', (select slug from municipality where id = old.municipality_id));
    end if;
    return null;
end
$$;

create trigger publication_left after update on public_text for each row
    when (old.state = 'goedgekeurd' and new.state <> 'goedgekeurd') execute function publication_text_left();
create trigger publication_left after update on agenda_item for each row
    when (old.public and not new.public) execute function publication_day_left();

grant select (at) on publication_due to signaal_clock;
