"""Sphinx configuration of the invented review."""

from livingevidence.site.settings import settings

globals().update(settings(__file__))
author = copyright = "Invented people"
