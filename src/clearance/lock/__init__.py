"""clearance.lock: the file, its schema, and what has changed since."""
