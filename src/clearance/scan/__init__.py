"""What a repository really uses: models, data sets and API models named in its sources."""

from __future__ import annotations

from clearance.scan.local import LocalModel, local_models
from clearance.scan.run import Ignore, ScanResult, scan

__all__ = ["Ignore", "LocalModel", "ScanResult", "local_models", "scan"]
