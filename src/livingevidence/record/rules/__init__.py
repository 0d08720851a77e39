"""The rules that records must keep: a rule is a function whose docstring says what is allowed."""
