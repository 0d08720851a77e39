"""The engine of a living evidence review; it knows reviews, not what they are about."""

__version__ = "1.0.0"
