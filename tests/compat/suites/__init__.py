"""Other people's test suites, from their source archives, run on boto3 and on Sotalia in its place: `make compat`.

    python -m tests.compat.suites                         all of them
    python -m tests.compat.suites s3fs -- -k simple       some, with arguments for pytest
    python -m tests.compat.suites --alone s3transfer      with nothing of botocore's installed files in use
    python -m tests.compat.suites --fresh kombu           boto3's results, too, measured again

`table.py` says which suites, `listed.toml` which of their tests cannot pass and why, `places.py` gets archives and
makes environments (in `.cache/`), `runs.py` runs one suite on one side and keeps what came of each test, `report.py`
compares. The table that is printed at the end has one row per suite; a test that passes on boto3, fails on Sotalia and
is not listed makes the exit code 1. Not part of `make test`: it takes hours, an index of packages and, for archives
of Debian's, apt-get.
"""
