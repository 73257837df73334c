"""Transfers, awaited; the blocking twin is `_sync`."""
