"""What a repository really uses: models, data sets and API models named in its sources."""

from __future__ import annotations

from clearance.scan.dispatch import ScanResult, scan
from clearance.scan.ignores import Ignore
from clearance.scan.model_folders import LocalModel, local_models

__all__ = ["Ignore", "LocalModel", "ScanResult", "local_models", "scan"]
