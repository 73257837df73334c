"""Transfers beside those of others, each a row; and through a network that does harm."""

from __future__ import annotations

from .._row import Row
from . import faults, large, listing, many, stall, sync

ROWS: tuple[Row, ...] = (many.ROW, large.ROW, sync.ROW, listing.ROW, stall.ROW, faults.ROW)
