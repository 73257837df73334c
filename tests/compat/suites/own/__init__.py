"""Tests of our own, of libraries whose archives come without tests: run on boto3 and on Sotalia like the others'.

Their names do not begin with `test_`, so that `make test`, whose environment has none of these libraries, leaves them
alone.
"""
