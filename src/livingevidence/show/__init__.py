"""Tables and figures for the cells of chapters."""
