"""Parsers under damaged input: Sotalia's beside botocore's, by seeds. `make fuzz` runs them at length."""
