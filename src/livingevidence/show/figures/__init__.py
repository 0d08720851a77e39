"""Figures: static SVG drawn from rows, each with its result in words."""
