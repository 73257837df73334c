"""Awaited resources. `_sync` is made from this package by tools/async_to_sync.py."""
