"""What several formats of a report share: blocks of text, the audit as sections, the picture."""
