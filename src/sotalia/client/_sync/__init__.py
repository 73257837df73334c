"""The thin shells: `_async` is written by hand, `_sync` is generated from it (tools/async_to_sync.py)."""
