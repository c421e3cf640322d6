"""Known models and data sets, as data."""
