"""Sessions, and how they make clients and resources; `_async` by hand, `_sync` generated from it."""
