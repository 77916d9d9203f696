"""The personal-data guard: finds and masks personal data in Belgian Dutch texts, without a model."""
