"""Bills of materials read into neutral form."""
