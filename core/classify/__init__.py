"""Classify: what a signal is about, proposed by a small Dutch transformer and an n-gram model; people decide."""
