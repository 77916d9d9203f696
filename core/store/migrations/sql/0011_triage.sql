-- Saved views and who sees them; deliveries at a desk; hiding words that slipped into a journal; search in the log.

alter table saved_view enable row level security;
alter table saved_view force row level security;
create policy owner on saved_view to current_user using (true) with check (true);
create policy tenant on saved_view to signaal_tenant
    using (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint)
    with check (municipality_id = nullif(current_setting('signaal.municipality', true), '')::bigint);
grant select, insert, delete on saved_view to signaal_tenant;
grant update (query, shared) on saved_view to signaal_tenant;

-- What a person enters on someone's behalf is a delivery as any other, accepted and settled in one transaction.
grant insert on intake to signaal_tenant;

-- Replaces words in the strings of JSON, whole words only and in any case; keys, and what the code itself writes as a
-- value of these, stay as they are.
create function mask_words(given jsonb, pattern text, instead text) returns jsonb
language plpgsql immutable set search_path = pg_catalog, public, pg_temp as $$
declare
    coded constant text[] := array['to', 'from', 'via', 'model', 'channel', 'facets', 'proposed', 'confirmed', 'answers',
        'kind', 'source', 'fields', 'undone', 'outcome', 'fiche', 'where'];
begin
    if jsonb_typeof(given) = 'string' then
        return to_jsonb(regexp_replace(given #>> '{}', pattern, instead, 'gi'));
    elsif jsonb_typeof(given) = 'array' then
        return coalesce((select jsonb_agg(mask_words(item, pattern, instead) order by place)
            from jsonb_array_elements(given) with ordinality as held(item, place)), '[]');
    elsif jsonb_typeof(given) = 'object' then
        return coalesce((select jsonb_object_agg(key, case when key = any(coded) then value
            else mask_words(value, pattern, instead) end) from jsonb_each(given)), '{}');
    end if;
    return given;
end
$$;

-- The journal is append-only for everyone. The one exception: words of a signal of the bound municipality that must be
-- hidden are replaced by a placeholder, which says that something stood there. Gives how many entries were changed.
create function hide_in_journal(of_signal uuid, words text, instead text) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    place constant bigint := nullif(current_setting('signaal.municipality', true), '')::bigint;
    -- Signs are taken literally, white space as any white space, and a word is not found within another.
    pattern constant text := '(?<!\w)'
        || regexp_replace(regexp_replace(btrim(words), '([^[:alnum:][:space:]])', '\\\1', 'g'), '\s+', '\\s+', 'g') || '(?!\w)';
    changed integer;
begin
    if place is null or btrim(words) = '' or instead !~ '^\[[a-z -]{3,30}\]$' then
        return 0;
    end if;
    update public.journal set details = mask_words(details, pattern, instead)
        where municipality_id = place and signal_id = of_signal and mask_words(details, pattern, instead) <> details;
    get diagnostics changed = row_count;
    return changed;
end
$$;
revoke all on function hide_in_journal(uuid, text, text) from public;
grant execute on function hide_in_journal(uuid, text, text) to signaal_tenant;

-- What staff wrote in a journal, as it is searched: its words, and beside them whose it is.
create function entry_words(place bigint, details jsonb) returns tsvector
language sql immutable parallel safe set search_path = pg_catalog, public, pg_temp as $$
    select array_to_tsvector(array['@' || place::text]) || to_tsvector('dutch', fold_dutch(
        jsonb_path_query_array(details, 'strict $.** ? (@.type() == "string")')::text))
$$;
create index ix_journal_search on journal using gin (entry_words(municipality_id, details)) where actor = 'staff';

-- Finds what staff wrote in the log, newest first: as an owner's function that binds the municipality itself, because
-- under a policy the index is not used.
create function find_entries(words text, most integer default 50) returns table (entry_id bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    place constant bigint := nullif(current_setting('signaal.municipality', true), '')::bigint;
    wanted constant tsquery := websearch_to_tsquery('dutch', fold_dutch(words));
begin
    if place is null or numnode(wanted) = 0 then
        return;
    end if;
    return query select id from public.journal
        where actor = 'staff' and entry_words(municipality_id, details) @@ (wanted && ('''@' || place || '''')::tsquery)
            and municipality_id = place
        order by id desc limit most;
end
$$;
revoke all on function find_entries(text, integer) from public;
grant execute on function find_entries(text, integer) to signaal_tenant;
