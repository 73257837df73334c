"""The sources of credentials, a file each; `chain.SOURCES` has their order.

A source has `METHOD`, its name as boto3 has it, and a generator function `find(lookup)` that yields effects and returns
Credentials (with an `expiry`, where they end), or None to pass to the next.
"""
