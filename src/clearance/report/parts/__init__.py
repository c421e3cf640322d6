"""What several formats draw alike."""
