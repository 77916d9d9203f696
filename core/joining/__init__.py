"""A municipality that joins: what it is called, tried live, and what it still misses."""
