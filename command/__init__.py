"""The command line: what a person types, read and handed to the core."""
