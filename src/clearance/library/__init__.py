"""Licenses and rules: loaded, checked, named and recognized."""
