"""People who work in the panel: roles, invitations, passwords, second factors, sign-in, sessions and audit."""
