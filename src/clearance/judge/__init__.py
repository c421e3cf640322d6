"""Facts x rules -> findings."""
