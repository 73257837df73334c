"""Tokens to log in to databases with: `rds generate-db-auth-token` and DSQL's two. Nothing is sent."""

from __future__ import annotations

import sys

from ..faults import SUCCESS
from ..handmade import Command, Row
from ..words import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..context import Context


def _print(token: str) -> int:
    sys.stdout.write(f"{token}\n")
    return SUCCESS


def _rds(context: Context, values: dict[str, Any]) -> int:
    client = context.client("rds")
    return _print(client.generate_db_auth_token(values["hostname"], values["port"], values["username"]))


def _dsql(method: str) -> Any:
    def run(context: Context, values: dict[str, Any]) -> int:
        return _print(getattr(context.client("dsql"), method)(values["hostname"], ExpiresIn=values["expires-in"]))

    return run


_HOSTNAME = Row(Option("--hostname"), "The host name of the database.", required=True)
_EXPIRES = Row(Option("--expires-in", number="int"), "Seconds that the token is good for (default: 900).", default=900)
RDS = Command(
    _rds,
    (
        _HOSTNAME,
        Row(Option("--port", number="int"), "The port of the database.", required=True),
        Row(Option("--username"), "The name of the database's user.", required=True),
    ),
)
DSQL = Command(
    _dsql("generate_db_connect_auth_token"),
    (_HOSTNAME, _EXPIRES),
)
DSQL_ADMIN = Command(
    _dsql("generate_db_connect_admin_auth_token"),
    (_HOSTNAME, _EXPIRES),
)
