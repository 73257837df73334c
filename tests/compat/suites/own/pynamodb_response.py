"""In place of a file that PynamoDB's archive lacks."""

from __future__ import annotations


class HttpOK:
    """A reply that says all is well."""

    status_code = 200

    def __init__(self, content: object = None) -> None:
        self.content = content
