"""Awaited sessions. tools/async_to_sync.py makes the blocking twins from them."""
