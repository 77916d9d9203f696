-- Text search as an owner's function that binds the municipality itself: under a policy the index is not used.

-- Finds the signals in which words stand, newest first, of a channel and in a state ('' is any), older than a place in the
-- list (null: from the newest). Common words are found by walking from the newest signal and looking at each. Where that
-- finds little among the first `near`, the words are rare, and the index tells which signals hold them; every signal's
-- vector names its municipality, channel and state beside its words, so that it tells of no others.
create function find_signals(
    words text, of_channel text default '', of_status text default '', before_at timestamptz default null,
    before_id uuid default null, most integer default 1000, near integer default 2000
) returns table (signal_id uuid, at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    place constant bigint := nullif(current_setting('signaal.municipality', true), '')::bigint;
    wanted constant tsquery := websearch_to_tsquery('dutch', fold_dutch(words));
    narrowed constant text := 'municipality_id = $1'
        || case when of_channel <> '' then ' and channel = $3' else '' end
        || case when of_status <> '' then ' and status = $4' else '' end
        || case when before_at is not null then ' and (received_at, id) < ($5, $6)' else '' end;
    newest constant text := ' order by received_at desc, id desc';
    -- What stands behind `offset 0` is walked in its own order, and only as far as is asked.
    walk constant text := 'select id, received_at from (select id, received_at, search from public.signal where '
        || narrowed || '%s' || newest || ' offset 0) as walked where search @@ $2 limit $7';
    end_at timestamptz;
    end_id uuid;
    found integer;
begin
    if place is null or numnode(wanted) = 0 then
        return;
    end if;
    execute 'select received_at, id from public.signal where ' || narrowed || newest || ' limit 1 offset $2'
        into end_at, end_id using place, near, of_channel, of_status, before_at, before_id;
    return query execute format(walk, case when end_at is null then '' else ' and (received_at, id) >= ($8, $9)' end)
        using place, wanted, of_channel, of_status, before_at, before_id, most, end_at, end_id;
    get diagnostics found = row_count;
    if end_at is null or found >= most then
        return;
    elsif found * 50 >= near then
        return query execute format(walk, ' and (received_at, id) < ($8, $9)')
            using place, wanted, of_channel, of_status, before_at, before_id, most - found, end_at, end_id;
    else
        return query execute 'with held as materialized (select id, received_at, municipality_id, channel, status from public.signal where search @@ $2)'
            ' select id, received_at from held where ' || narrowed || ' and (received_at, id) < ($8, $9)'
            || newest || ' limit $7'
            using place, wanted && array_to_string(array['''@' || place || '''',
                case when of_channel <> '' then quote_literal('@' || of_channel) end,
                case when of_status <> '' then quote_literal('@' || of_status) end], ' & ')::tsquery,
                of_channel, of_status, before_at, before_id, most - found, end_at, end_id;
    end if;
end
$$;
revoke all on function find_signals(text, text, text, timestamptz, uuid, integer, integer) from public;
grant execute on function find_signals(text, text, text, timestamptz, uuid, integer, integer) to signaal_tenant;
