"""The outside world: the only place for sockets, clocks, files and processes.

    drive, drive_async         run a generator of effects, blocking or awaited
    perform, perform_async     what each effect does
    transport/                 HTTP through libcurl
    clock, files, processes    time, randomness, files, programs
    fetching                   metadata services

Nothing here is imported by `import sotalia` or by making a client; the first call loads what it needs.
"""
