"""Sotalia beside boto3: the same call through both, compared.

For every operation of every service, from its model:

exchanges  what is called with what, and what the service answers: seeded
parameters, faults  what operations are called with: valid, and with one fault of each kind
replies, events, failures  answers as a service would send them, in each protocol
sides      boto3 and Sotalia, each behind the same small face: make this call, given this answer
signatures SigV4 verified from the request alone
compare    requests and outcomes in a form that compares
accepted   the differences that are there on purpose, read from differences.toml
parity     what sections share: both clients of a service, the findings, the tally
worker     the list of sections, and the running of them

Each section compares something in a module of its own, which has the names that `worker.Section` says:

names      all that clients, exceptions and sessions show by name
calls      requests, replies and presigned URLs, in one process
wire       the bytes of requests over a real connection, and their signatures
endpoints  where calls go, and how they are signed there
pages, waiters, resources  the same for what is built upon calls

`python -m tests.conformance --help` runs all of it; pytest runs a sample: test_parity of names, calls and
endpoints, test_<section> of the others. test_walk goes through a simulated AWS with both.
"""
