-- What the relay said is noted with the letter's state, by whoever notes that.
grant update (response) on letter to signaal_tenant, signaal_door;
