"""The dialogue engine: pure, without clock, I/O or database."""
