"""Credentials of a profile for other programs, and keys from the console's CSV files."""

from __future__ import annotations

import sys

from ....errors import BotoCoreError, ClientError
from ...faults import SUCCESS, CliError, Misconfigured, bad_value
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
    "fish": 'set -gx {} "{}"',
}
_HEADERS = ("User Name", "Access Key ID", "Secret Access key")


#: Names the profiles whose credentials are being exported, for the commands that these start: `credential_process`.
_CHAIN = "_AWS_CLI_PROFILE_CHAIN"
#: How many profiles may stand there.
_LONGEST_CHAIN = 4


def export(context: Context, values: dict[str, Any]) -> int:
    """Carry out `configure export-credentials`. Raises Misconfigured."""
    _guard(context.settings.profile or "default")
    try:
        credentials = context.session.get_credentials()
        frozen = context.session.get_frozen_credentials()
    except (BotoCoreError, ClientError, OSError) as error:
        raise Misconfigured(f"Unable to retrieve credentials: {error}") from None
    if credentials is None or frozen is None:
        raise Misconfigured("Unable to retrieve credentials: no credentials found")
    expires = None if credentials.expiry is None else _time(credentials.expiry)
    if values["format"] == "process":
        from json import dumps

        report = {"Version": 1, "AccessKeyId": frozen.access_key, "SecretAccessKey": frozen.secret_key,
                  "SessionToken": frozen.token, "Expiration": expires}  # fmt: skip
        sys.stdout.write(dumps({name: value for name, value in report.items() if value is not None}, indent=2) + "\n")
        return SUCCESS
    named = {"AWS_ACCESS_KEY_ID": frozen.access_key, "AWS_SECRET_ACCESS_KEY": frozen.secret_key,
             "AWS_SESSION_TOKEN": frozen.token, "AWS_CREDENTIAL_EXPIRATION": expires}  # fmt: skip
    for name, value in named.items():
        if value is not None:
            sys.stdout.write(_LINES[values["format"]].format(name, value) + "\n")
    return SUCCESS


def _guard(profile: str) -> None:
    """Raise Misconfigured when this export is for one of the same profile, which would go on for ever."""
    import os
    from csv import reader, writer
    from io import StringIO

    seen = next(reader([os.environ.get(_CHAIN, "")]), [])
    if profile in seen:
        raise Misconfigured(
            "Credential process resolution detected an infinite loop, profile cycle: " + " -> ".join([*seen, profile])
        )
    if len(seen) >= _LONGEST_CHAIN:
        raise Misconfigured(
            f"Maximum recursive credential process resolution reached ({_LONGEST_CHAIN}).\n"
            f"Profiles seen: {' -> '.join(seen)}"
        )
    chain = StringIO()
    writer(chain).writerow([*seen, profile])
    os.environ[_CHAIN] = chain.getvalue().strip()


def _time(expiry: Any) -> str:
    from ....identity.times import iso_time

    return iso_time(expiry).replace("Z", "+00:00")


def import_keys(context: Context, values: dict[str, Any]) -> int:
    """Carry out `configure import`: a profile for each row of a CSV file. If one is wrong, none is written."""
    from .store import update

    try:
        text = file_content(values["csv"])
    except FileError as error:
        raise bad_value("--csv", str(error)) from None
    rows = _keys(text, skip=values["skip-invalid"])
    path = context.settings.path("credentials_file")
    for name, key, secret in rows:
        pair = {"aws_access_key_id": key, "aws_secret_access_key": secret}
        update(path, f"{values['profile-prefix'] or ''}{name}", pair)
    sys.stdout.write(f"Successfully imported {len(rows)} profile(s)\n")
    return SUCCESS


def _keys(text: str, *, skip: bool) -> list[list[str]]:
    """Return name, key and secret of each row of a CSV; rows without one are left out with `skip`. Raises CliError."""
    from csv import reader

    rows = [row for row in reader(text.lstrip("\ufeff").splitlines()) if row]
    if not rows:
        raise CliError("Provided CSV contains no contents")
    names = [name.strip().lower() for name in rows[0]]
    for header in _HEADERS:
        if header.lower() not in names:
            raise CliError(f'Expected header "{header}" not found')
    places = [names.index(header.lower()) for header in _HEADERS]
    found = []
    for number, row in enumerate(rows[1:], 1):
        values = [row[at].strip() if at < len(row) else "" for at in places]
        if all(values):
            found.append(values)
        elif not skip:
            header = _HEADERS[values.index("")]
            raise CliError(f'Failed to parse entry #{number}: Row missing value for header "{header}"')
    return found
