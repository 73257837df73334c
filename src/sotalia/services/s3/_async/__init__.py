"""The awaited shells. Their blocking twins are made from them by tools/async_to_sync.py."""
