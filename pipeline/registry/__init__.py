"""Which model an office uses, which ones may be used at all, and who decided so, when and why."""

from __future__ import annotations

from pipeline.registry.active import active_model, model_named, vouched

__all__ = ["active_model", "model_named", "vouched"]
