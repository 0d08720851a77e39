"""Two states of the evidence side by side: what a change of the records does to the review."""
