"""Tables and lists: data in, an object out that shows itself as HTML, with numbers that lead to their rows."""
