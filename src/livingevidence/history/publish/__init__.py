"""Versions of the review: released once, found again in the history, and readable for ever."""

from livingevidence.record.problems import UserError


class Unpublished(UserError):
    """Nothing was published, and the site stays as it was; says why and what to do."""
