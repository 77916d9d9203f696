-- An action goes along when its fiche goes up in another, and comes back when that is undone.

grant update (fiche_id) on action to signaal_tenant;
