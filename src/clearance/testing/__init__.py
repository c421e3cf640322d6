"""A Hub to test against: a real HTTP server on 127.0.0.1 that answers as huggingface.co does,
faults included.

with HubServer([Repo("org/m", card={"license": "mit"}, files={"LICENSE": "MIT ..."})]) as hub:
    subprocess.run(["clearance", "lock"], env={**os.environ, "HF_ENDPOINT": hub.url})
"""

from __future__ import annotations

from clearance.testing.repos import FAULTS, Fault, Repo
from clearance.testing.server import HubServer

__all__ = ["FAULTS", "Fault", "HubServer", "Repo"]
