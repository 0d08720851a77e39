"""The evidence as tables, who was treated, and words for a result."""
