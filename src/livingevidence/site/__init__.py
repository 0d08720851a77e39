"""The site: pages of the evidence, which Sphinx makes with :mod:`livingevidence.site.extension`."""
