"""clearance.yaml: what a project says."""
