"""Bills of materials: a manifest as SPDX, CycloneDX or a model card, and such documents read back
as a manifest.
"""
