"""The repository's own texts, read once with one set of limits."""
