"""Transfers with S3: objects of any size, from and to files, file-like objects and other objects.

    methods (_async)   what users call
    making             checks the arguments, makes a job of them
    running            has the engine run a job: in the caller's thread, or in a helper thread
    jobs               one transfer: its plan, where the bytes come from or go to, whom it tells of its progress
    plan               pure: which requests a transfer makes next, what a reply or a failure means
    engine             performs the requests of many jobs over one multi handle, in the thread that runs it
    flows              one piece on its way: its call, and where its body goes
    ordinary           performs them by the client's own methods, one after another, where a program has replaced these
    sources, targets   files and file-like objects, read and written piece by piece
    many               folders and prefixes: jobs without end, and one result
    manager            the transfer manager that boto3's programs know

Laws:
- a plan knows nothing of sockets, files, clocks and threads: it gives pieces, and is told what became of them;
- where calls block, everything runs in the caller's thread, so that Ctrl-C ends it at once; where they are awaited, in
  one helper thread per loop and client, in which files are read and written as well;
- a transfer that fails, or is interrupted, leaves no parts on the server and neither a wrong nor a temporary file;
- a caller's file is never closed.

Sizes and limits: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
"""
