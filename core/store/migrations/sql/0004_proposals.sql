-- Proposals of the model and groups of signals: who may see them, and what makes a signal wait for its proposal.

do $policies$
declare
    table_name text;
begin
    foreach table_name in array array['proposal', 'cluster'] loop
        execute format('alter table %I enable row level security', table_name);
        execute format('alter table %I force row level security', table_name);
        execute format('create policy owner on %I to current_user using (true) with check (true)', table_name);
        execute format('create policy tenant on %I to signaal_tenant'
            ' using (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)'
            ' with check (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)', table_name);
    end loop;
end
$policies$;

grant select, insert, update, delete on proposal, cluster to signaal_tenant;

-- The clock: in which municipalities signals wait, and how many were skipped.
create policy clock on proposal for select to signaal_clock using (true);
grant select (municipality_id, state) on proposal to signaal_clock;

-- What a model made follows the words: new or changed words wait to be read, words that are gone take it along. As the
-- search index it is the business of the database, so that no way of writing a signal can forget it.
create function follow_words() returns trigger language plpgsql as $$
begin
    if new.text = '' then
        delete from proposal where signal_id = new.id;
    else
        insert into proposal (signal_id, municipality_id, state, content) values (new.id, new.municipality_id, 'waiting', '{}')
        on conflict (signal_id) do update
            set state = 'waiting', tries = 0, taken_at = null, content = '{}', vector = null, model = null, surest = null;
        perform pg_notify('signaal_proposal', '');
    end if;
    return null;
end
$$;
create trigger follow_words after insert or update of text on signal
    for each row execute function follow_words();
