"""The differences that are there on purpose: `differences.toml`, one table each, with its reason.

A table names where it applies with shell patterns, or lists of them; all are optional:

kind            `requests`, `replies` or `presigned`
service, operation, exchange
what            the place of the difference: `exception.text`, `header.x-amz-date`, `result.Body`
boto3, sotalia  both sides of it
boto3_raises    the class of boto3's exception, whatever it is that differs

`awscrt = false` confines it to where boto3 lacks awscrt.
"""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from botocore.compat import HAS_CRT

FILE = Path(__file__).with_name("differences.toml")
FIELDS = ("kind", "service", "operation", "exchange", "what", "boto3", "sotalia", "boto3_raises")


class Accepted:
    """The list of differences that are accepted."""

    def __init__(self, tables: list[dict[str, Any]]) -> None:
        self.tables = tables

    @classmethod
    def read(cls) -> Accepted:
        """The list in the file; raises ValueError for a table that has no reason or says something else."""
        tables: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8")).get("difference", [])
        for table in tables:
            if not table.get("reason") or set(table) - {*FIELDS, "reason", "awscrt"}:
                raise ValueError(f"{FILE.name}: {table} must have a reason, and nothing but {', '.join(FIELDS)}")
        return cls([table for table in tables if table.get("awscrt", HAS_CRT) == HAS_CRT])

    def reason(self, finding: Any) -> str | None:
        """Why a difference is there on purpose, or None when it is not."""
        exchange, difference = finding.exchange, finding.difference
        where = {
            "kind": finding.kind,
            "service": finding.service,
            "operation": exchange.operation,
            "exchange": exchange.name,
            "what": difference.what,
            "boto3": str(difference.boto3),
            "sotalia": str(difference.sotalia),
            "boto3_raises": finding.boto3_raises,
        }
        for table in self.tables:
            if all(_fits(where[field], table[field]) for field in FIELDS if field in table):
                return str(table["reason"])
        return None


def _fits(text: str, patterns: str | list[str]) -> bool:
    return any(fnmatchcase(text, pattern) for pattern in ([patterns] if isinstance(patterns, str) else patterns))
