# Made from src/sotalia/services/s3/_async/__init__.py by tools/async_to_sync.py: change that file and run `make format`.
"""The blocking shells. Their blocking twins are made from them by tools/async_to_sync.py."""
