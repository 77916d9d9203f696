-- What somebody asks for, as a query: each word as the stemmer knows it or as the beginning of one, so that huisv finds
-- huisvesting. Words of three letters and less begin too many. Who writes quotes, a minus or "or" asks exactly that.
create function ask_dutch(words text) returns tsquery
language plpgsql stable strict parallel safe set search_path = pg_catalog, public, pg_temp as $$
declare
    asked tsquery := ''::tsquery;
    one tsquery;
    begun text;
    word text;
begin
    if words ~* '["“”]|(^|\s)-|(^|\s)or(\s|$)' then
        return websearch_to_tsquery('dutch', fold_dutch(words));
    end if;
    foreach word in array regexp_split_to_array(btrim(words), '\s+') loop
        one := websearch_to_tsquery('dutch', fold_dutch(word));
        begun := regexp_replace(normalize(lower(word), NFD), '[\u0300-\u036f]', '', 'g');
        if numnode(one) > 0 then
            asked := asked && case when begun ~ '^[a-z0-9]{4,}$' then one || (quote_literal(begun) || ':*')::tsquery else one end;
        end if;
    end loop;
    return asked;
end
$$;
