"""Other people's test suites, from their source archives, run on boto3 and on Sotalia in its place: `make compat`.

    python -m tests.compat.suites                     all of them
    python -m tests.compat.suites s3fs -- -k simple   some, with arguments for pytest

Each has an environment of its own in `.cache/`, with the libraries that it wants and this checkout of Sotalia. The
table that is printed at the end says how many tests passed on either side. Not part of `make test`: it takes an hour,
and an index of packages.
"""
