# Made from src/sotalia/transfer/_async/__init__.py by tools/async_to_sync.py: change that file and run `make format`.
"""Transfers, blocking; the blocking twin is `_sync`."""
