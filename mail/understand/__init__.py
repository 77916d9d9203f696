"""Understanding a mail: pure functions from raw bytes to a kind and the worker's own words; no database, no network."""
