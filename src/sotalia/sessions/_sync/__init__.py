# Made from src/sotalia/sessions/_async/__init__.py by tools/async_to_sync.py: change that file and run `make format`.
"""Blocking sessions. tools/async_to_sync.py makes the blocking twins from them."""
