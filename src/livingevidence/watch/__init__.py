"""Public sources of new evidence: asked politely, read into one form, and never believed blindly."""
