"""Claims: every sentence that concludes something, with what it needs of the evidence."""
