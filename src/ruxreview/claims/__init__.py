"""The claims of this review, with what each needs of the evidence."""

GROUPS = ("lichenoid", "granulomatous", "alopecia")
