"""Bills of materials written, one format a file."""
