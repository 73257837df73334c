"""Sotalia beside boto3: the same call through both, compared.

By hand, over a real connection: cases, test_requests, test_replies.

For every operation of every service, from its model, in one process:

exchanges  what is called with what, and what the service answers: seeded
replies    answers as a service would send them, in each protocol
sides      boto3 and Sotalia, each behind the same small face: make this call, given this answer
signatures SigV4 verified from the request alone
compare    requests and outcomes in a form that compares
accepted   the differences that are there on purpose, read from differences.toml
parity     what sections share: both clients of a service, the findings, the tally
worker     the list of sections, and the running of them

Each section compares something in its module, which has the names that `worker.Section` says: names, calls, endpoints,
pages, waiters, resources.

`python -m tests.conformance --help` runs all of it; pytest runs a sample, in test_<section> and test_parity.
"""
