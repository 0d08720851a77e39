"""A living evidence review of topical ruxolitinib: curated records, checks, tables, figures, citations."""

from ruxreview.evidence import Evidence

__all__ = ["Evidence"]
