-- How Dutch words are folded before PostgreSQL's own stemmer sees them, in what is stored and in what is asked.

-- That stemmer takes endings off but leaves what spelling did to the word: gezinnen/gezin, huizen/huis, brieven/brief,
-- fietsen/fiets, kinderen/kind. It must stay what it is: what it gives is stored with every signal. The words come out
-- without accents and capitals; signs stay, so that quotes, minus and "or" in a question keep their meaning.
create function fold_dutch(words text) returns text
language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
declare
    -- A plural in -s of a word that ends in a vowel or in an unstressed syllable: premies, ziektes, kamers, keukens.
    plural_s constant text := '(eau|ie|[b-df-hj-np-tv-z]y|[aeiouy][a-z]*(?:[b-df-hj-np-tv-z](?:e|e[lrm])|[b-df-hj-lnp-tv-z]en))s\M';
    folded text collate "C" := lower(regexp_replace(normalize(words, NFD), '[\u0300-\u036f]', '', 'g') collate "C");
begin
    folded := regexp_replace(folded, '([aeiouy])[''’]s\M', '\1', 'g');
    folded := regexp_replace(folded, plural_s, '\1', 'g');
    -- Small things: huisje, mannetje, schooltje, raampje, autootje.
    folded := regexp_replace(folded, '([aeiou])([bdfgklmnprst])\2etje\M', '\1\2', 'g');
    folded := regexp_replace(folded, '([aou])\1tje\M', '\1', 'g');
    folded := regexp_replace(folded, '([aeiou]m)pje\M', '\1', 'g');
    folded := regexp_replace(folded, '((?:[b-df-hj-np-tv-z]e[lnr]|[aeou]{2}[ln]|oer|eur|ouw|uw|ij|[ae]i|ui))tje\M', '\1', 'g');
    folded := regexp_replace(folded, '([aeiou][a-z]*[b-df-hk-tv-z])je\M', '\1', 'g');
    -- Plurals that change more than their end.
    folded := regexp_replace(folded, '(kind|blad|lied|rund|goed|volk|\mei)eren\M', '\1', 'g');
    folded := regexp_replace(folded, '([a-z])heden\M', '\1heid', 'g');
    folded := regexp_replace(folded, '(\m|gezins|familie|team|staf|raads|bestuurs|personeels|groeps)leden\M', '\1lid', 'g');
    folded := regexp_replace(folded, '(\m|centrum|groot|provincie)steden\M', '\1stad', 'g');
    folded := regexp_replace(folded, '(ie|ee)en\M', '\1', 'g');
    folded := regexp_replace(folded, '([a-z]{2}rie)n\M', '\1', 'g');
    -- What a vowel behind it does to the end of a word: bussen, bus; huizen, huis; brieven, brief; fietsen, fiets.
    folded := regexp_replace(folded, '([aeiou])([bdfgklmnprst])\2en?\M', '\1\2', 'g');
    folded := regexp_replace(folded, '([aeioujlmnr])zen?\M', '\1s', 'g');
    folded := regexp_replace(folded, '([aeioujlr])ven?\M', '\1f', 'g');
    folded := regexp_replace(folded, '([a-z])sen?\M', '\1s', 'g');
    -- Of adressen is adres left by now, which loses the same s as the word itself.
    folded := regexp_replace(folded, plural_s, '\1', 'g');
    -- Little words that the stemmer leaves out must stay recognisable to it.
    return regexp_replace(folded, '\m(?:kun|des|wes)\M', 'deze', 'g');
end
$$;
