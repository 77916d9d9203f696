-- The agenda and the partners: who may see them.

do $policies$
declare
    table_name text;
begin
    foreach table_name in array array['partner', 'agreement', 'partner_fiche', 'approval', 'agenda_item', 'agenda_fiche',
            'agenda_quote', 'agenda_guest', 'agenda_note'] loop
        execute format('alter table %I enable row level security', table_name);
        execute format('alter table %I force row level security', table_name);
        execute format('create policy owner on %I to current_user using (true) with check (true)', table_name);
        execute format('create policy tenant on %I to signaal_tenant'
            ' using (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)'
            ' with check (municipality_id = nullif(current_setting(''signaal.municipality'', true), '''')::bigint)', table_name);
    end loop;
end
$policies$;

-- Items are called off, partners leave: neither is deleted. Which fiche, signal or partner a row is about never changes.
grant select, insert on agenda_item, agenda_note, partner, agreement, approval to signaal_tenant;
grant update (kind, title, starts_at, ends_at, venue, body, public, status, others, signallers, invites_reporters, version,
    changed_by, changed_at) on agenda_item to signaal_tenant;
grant select, insert, delete on agenda_fiche, agenda_quote, agenda_guest, partner_fiche to signaal_tenant;
grant update (place, question, votes, discussed_at) on agenda_fiche to signaal_tenant;
grant update (came) on agenda_guest to signaal_tenant;
grant update (action_id) on agenda_note to signaal_tenant;
grant delete on agenda_note to signaal_tenant;
grant update (name, organisation_id, left_on) on partner to signaal_tenant;
grant update (ends_on, signals, publishes) on agreement to signaal_tenant;
grant update (answer, reason, answered_by, answered_at) on approval to signaal_tenant;
