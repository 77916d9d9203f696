"""A municipality's own questionnaire: read for dialogues, drafted, checked, published."""
