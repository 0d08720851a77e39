"""A new review: what a team answers, as a folder that builds, is checked and is published at once."""
