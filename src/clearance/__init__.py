"""License and openness checker for machine-learning projects."""

__version__ = "0.1.0"
