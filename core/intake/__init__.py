"""From delivery to signal: accept first, then understand."""
