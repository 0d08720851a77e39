"""Evidence synthesis: intervals of single results, and what may be taken together."""
