"""The readers in C beside those in Python: the same answers, no leaks, threads, interpreters."""
