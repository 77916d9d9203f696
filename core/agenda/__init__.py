"""The agenda: when people meet about signals, what is on the table, and what came of it."""
