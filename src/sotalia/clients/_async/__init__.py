"""What users of awaited clients hold. tools/async_to_sync.py makes the blocking twins from it."""
