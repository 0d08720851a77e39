"""What earlier work said of topical ruxolitinib."""
