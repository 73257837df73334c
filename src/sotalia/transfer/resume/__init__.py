"""Transfers that go on after their process was killed: `TransferConfig(resume=True)`.

    journal     a file of JSON lines, of one process at a time, which may end in the middle of a line
    downloads   a target that keeps what has come in a file beside it, with a journal of its ranges
    uploads     which upload on the server a file's parts are in, in a folder of the user's

What is planned on the ground of that is in `plan/kept.py` and the plans.
"""
