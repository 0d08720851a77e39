"""What people curate: studies, vocabulary, references, judgements; read, checked, cut at a date."""
