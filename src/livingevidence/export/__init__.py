"""Downloads: the evidence and what was computed from it, as files that other programs read."""
