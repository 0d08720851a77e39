"""Every computed number by its key, and every printed one by its address."""
