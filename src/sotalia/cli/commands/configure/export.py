"""Credentials of a profile for other programs, and keys from the console's CSV files."""

from __future__ import annotations

import sys

from ....errors import NoCredentialsError
from ...faults import SUCCESS, InvalidLine, bad_value
from ...paramfile import FileError, file_content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...context import Context

FORMATS = ("process", "env", "env-no-export", "powershell", "windows-cmd", "fish")
_LINES = {
    "env": "export {}={}",
    "env-no-export": "{}={}",
    "powershell": '$Env:{}="{}"',
    "windows-cmd": "set {}={}",
    "fish": "set -gx {} {}",
}
_HEADERS = ("User name", "Access key ID", "Secret access key")


def export(context: Context, values: dict[str, Any]) -> int:
    """Carry out `configure export-credentials`. Raises NoCredentialsError."""
    credentials = context.session.get_credentials()
    frozen = context.session.get_frozen_credentials()
    if credentials is None or frozen is None:
        raise NoCredentialsError()
    expires = None if credentials.expiry is None else _time(credentials.expiry)
    if values["format"] == "process":
        from ...output.json import to_json

        report = {"Version": 1, "AccessKeyId": frozen.access_key, "SecretAccessKey": frozen.secret_key,
                  "SessionToken": frozen.token, "Expiration": expires}  # fmt: skip
        sys.stdout.write(to_json({name: value for name, value in report.items() if value is not None}) + "\n")
        return SUCCESS
    named = {"AWS_ACCESS_KEY_ID": frozen.access_key, "AWS_SECRET_ACCESS_KEY": frozen.secret_key,
             "AWS_SESSION_TOKEN": frozen.token, "AWS_CREDENTIAL_EXPIRATION": expires}  # fmt: skip
    for name, value in named.items():
        if value is not None:
            sys.stdout.write(_LINES[values["format"]].format(name, value) + "\n")
    return SUCCESS


def _time(expiry: Any) -> str:
    from ....identity.times import iso_time

    return iso_time(expiry).replace("Z", "+00:00")


def import_keys(context: Context, values: dict[str, Any]) -> int:
    """Carry out `configure import`: a profile for each row of a CSV file."""
    from csv import reader

    from .store import update

    try:
        text = file_content(values["csv"])
    except FileError as error:
        raise bad_value("--csv", str(error)) from None
    rows = [row for row in reader(text.lstrip("\ufeff").splitlines()) if row]
    names = [name.strip().lower() for name in rows[0]] if rows else []
    places = [names.index(header.lower()) if header.lower() in names else -1 for header in _HEADERS]
    if -1 in places:
        missing = _HEADERS[places.index(-1)]
        raise InvalidLine(f'Expected header "{missing}" not found')
    count = 0
    for row in rows[1:]:
        name, key, secret = (row[at].strip() if at < len(row) else "" for at in places)
        if not (name and key and secret):
            if values["skip-invalid"]:
                continue
            raise InvalidLine("Failed to parse entry in the CSV: a user name or a key is missing")
        profile = f"{values['profile-prefix'] or ''}{name}"
        pair = {"aws_access_key_id": key, "aws_secret_access_key": secret}
        update(context.settings.path("credentials_file"), profile, pair)
        count += 1
    sys.stdout.write(f"Successfully imported {count} profile(s)\n")
    return SUCCESS
