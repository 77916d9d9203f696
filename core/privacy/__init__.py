"""Keys, erasing, retention and access to identities."""
