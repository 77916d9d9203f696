-- The search index of signals holds the answers to a municipality's own questions as well; else it is as in 0001.
alter table signal drop column search;
alter table signal add column search tsvector generated always as (
    array_to_tsvector(array['@' || coalesce(municipality_id, 0), '@' || coalesce(channel, ''), '@' || coalesce(status, '')])
    || to_tsvector('dutch', fold_dutch(text || ' ' || coalesce(impact, '') || ' ' || coalesce(suggestion, '')
    || ' ' || coalesce(organisation, '') || ' ' || coalesce(others, '')
    || ' ' || jsonb_path_query_array(own, '$.*')::text))) stored;
create index ix_signal_search on signal using gin (search);
