# Made from src/sotalia/resources/_async/__init__.py by tools/async_to_sync.py: change that file and run `make format`.
"""Blocking resources. `_sync` is made from this package by tools/async_to_sync.py."""
