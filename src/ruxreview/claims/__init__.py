"""Claims: every sentence that concludes something, declared once, with what it needs of the evidence."""
