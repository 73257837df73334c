# Made from src/sotalia/clients/_async/__init__.py by tools/async_to_sync.py: change that file and run `make format`.
"""What users of blocking clients hold. tools/async_to_sync.py makes the blocking twins from it."""
