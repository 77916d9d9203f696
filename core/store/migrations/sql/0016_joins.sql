-- Words that must be hidden, also where nobody can change them on a page: notes of a meeting, scores, what is told.
grant update (text) on agenda_note to signaal_tenant;
grant update (note) on fiche_score to signaal_tenant;
grant update (told) on closing to signaal_tenant;

-- As in 0011, and now also in the log of the fiches that the signal is or was in: that log nobody can mend by hand.
create or replace function hide_in_journal(of_signal uuid, words text, instead text) returns integer
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
        where municipality_id = place and mask_words(details, pattern, instead) <> details
            and (signal_id = of_signal or fiche_id in (
                select fiche_id from public.fiche_signal where signal_id = of_signal and municipality_id = place));
    get diagnostics changed = row_count;
    return changed;
end
$$;
