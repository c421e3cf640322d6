"""YAML read with places; files written whole."""
