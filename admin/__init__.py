"""The panel: where processors sign in and review."""
