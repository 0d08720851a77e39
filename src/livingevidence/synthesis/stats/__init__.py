"""Statistics as functions of numbers: each cites its method, and knows nothing of records."""
