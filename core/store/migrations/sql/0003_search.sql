-- Text search as owner's functions that bind the municipality themselves: under a policy the index is not used.

create function find_signals(words text, most integer default 1000) returns table (signal_id uuid, rank real)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select signal.id, ts_rank(signal.search, query.query)
    from websearch_to_tsquery('dutch', words) as query(query), public.signal
    where signal.municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint
        and signal.search @@ query.query
    order by signal.received_at desc
    limit most
$$;
revoke all on function find_signals(text, integer) from public;
grant execute on function find_signals(text, integer) to signaal_tenant;
