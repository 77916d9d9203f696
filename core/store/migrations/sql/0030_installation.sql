-- What reaches over municipalities: counts for the installation's owner, and released figures for who supports those
-- that agree. Each function asks for the hash of a session that lives now, and looks itself at whose it is.

create function session_of(by_session bytea, wanted_role text) returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select exists (
        select from public.staff_session session join public.staff on staff.id = session.staff_id
        where session.token_hash = by_session and session.expires_at > now() and staff.disabled_at is null
            and staff.role = wanted_role
            and session.municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint)
$$;
revoke all on function session_of(bytea, text) from public;

-- Counts and moments by municipality, and no word of anybody.
create function installation_state(by_session bytea) returns table (
    id bigint, slug text, name text, people bigint, invited bigint, doors bigint, troubled bigint, undecided bigint,
    stuck bigint, last_letter timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not public.session_of(by_session, 'eigenaar') then
        return;
    end if;
    return query
    select place.id, place.slug, place.name,
        coalesce(working.number, 0), coalesce(asked.number, 0), coalesce(ways.number, 0), coalesce(ways.bad, 0),
        coalesce(told.number, 0), coalesce(shunted.number, 0), letters.last
    from public.municipality place
    left join (select municipality_id, count(*) as number from public.staff where disabled_at is null
        group by 1) working on working.municipality_id = place.id
    left join (select municipality_id, count(*) as number from public.staff_invitation
        where purpose = 'join' and used_at is null and expires_at > now()
        group by 1) asked on asked.municipality_id = place.id
    left join (select municipality_id, count(*) as number, count(*) filter (where state not in ('', 'good')) as bad
        from public.door where active and kind = 'mail' group by 1) ways on ways.municipality_id = place.id
    left join (select municipality_id, count(*) as number from public.signal
        where status in ('nieuw', 'in-nazicht', 'aanvulling-gevraagd') group by 1) told on told.municipality_id = place.id
    left join (select municipality_id, count(*) as number from public.intake where state = 'shunted'
        group by 1) shunted on shunted.municipality_id = place.id
    left join (select municipality_id, max(sent_at) as last from public.letter where state = 'sent'
        group by 1) letters on letters.municipality_id = place.id
    order by place.name, place.id;
end
$$;
revoke all on function installation_state(bytea) from public;
grant execute on function installation_state(bytea) to signaal_tenant;

-- Adds a municipality; null when who asks is not the owner, or the slug is there already.
create function add_tenant(by_session bytea, new_slug text, new_name text, new_nis text) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    added bigint;
begin
    if public.session_of(by_session, 'eigenaar') then
        insert into public.municipality (slug, name, nis, settings, next_number)
            values (new_slug, new_name, new_nis, '{}', 1) on conflict (slug) do nothing returning municipality.id into added;
    end if;
    return added;
end
$$;
revoke all on function add_tenant(bytea, text, text, text) from public;
grant execute on function add_tenant(bytea, text, text, text) to signaal_tenant;

-- Figures that municipalities released and agreed to share: cells that are hidden do not leave the database.
create function shared_releases(by_session bytea, wanted_facet text) returns table (name text, period text, cells jsonb)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not public.session_of(by_session, 'ondersteuner') then
        return;
    end if;
    return query
    select place.name, release.period,
        coalesce((select jsonb_object_agg(cell.key, cell.value -> 0) from jsonb_each(release.cells) cell
            where cell.value -> 1 = 'true'), '{}')
    from public.release join public.municipality place on place.id = release.municipality_id
    where release.facet = wanted_facet and place.settings -> 'figures_shared' = 'true'
    order by place.name, place.id, release.period;
end
$$;
revoke all on function shared_releases(bytea, text) from public;
grant execute on function shared_releases(bytea, text) to signaal_tenant;
