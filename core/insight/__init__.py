"""Insight: what many signals say together."""
