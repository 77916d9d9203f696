"""The coordinator's kit: its texts, filled in for a municipality, as PDF, as Word and as pages."""
