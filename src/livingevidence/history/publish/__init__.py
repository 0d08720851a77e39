"""Versions of the review: released once, found again in the history, and readable for ever."""
