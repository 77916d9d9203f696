"""What a municipality shows in public: one snapshot, made of what people approved, and what is served from it."""
