"""Review: what a processor does with signals: list, open, read, and the work that got stuck."""
