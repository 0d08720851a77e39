"""Sphinx configuration: what every review shares, which stands in livingevidence.site.settings, and what is its own."""

from livingevidence.site.settings import settings

globals().update(settings(__file__))
copyright = "the contributors. Text and data CC BY 4.0, code MIT"
