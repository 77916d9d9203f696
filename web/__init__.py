"""The public web room: the form and the municipal pages."""
