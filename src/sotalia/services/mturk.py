"""Mechanical Turk: a method that was once named otherwise."""

from __future__ import annotations

from . import Customization

CUSTOMIZATION = Customization(aliases={"list_hi_ts_for_qualification_type": "list_hits_for_qualification_type"})
