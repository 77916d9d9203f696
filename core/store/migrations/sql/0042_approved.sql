-- Who approves words may be named beside them: what a partner says of that is followed as well.

create trigger publication_came after insert on approval referencing new table as moved
    for each statement execute function publication_of_fiche_moved();
create trigger publication_changed after update on approval referencing new table as moved
    for each statement execute function publication_of_fiche_moved();
create trigger publication_went after delete on approval referencing old table as moved
    for each statement execute function publication_of_fiche_moved();
