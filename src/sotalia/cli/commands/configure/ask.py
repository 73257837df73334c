"""Asking for the values of a profile."""

from __future__ import annotations

import sys

from ....errors import ProfileNotFound
from ...faults import SUCCESS, CliError
from ...program import program
from .store import SECRETS, store, update

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ...context import Context

_SHOWN = 4
_QUESTIONS = (
    ("aws_access_key_id", "AWS Access Key ID"),
    ("aws_secret_access_key", "AWS Secret Access Key"),
    ("region", "Default region name"),
    ("output", "Default output format"),
)
_SCOPES = "sso:account:access"


def masked(value: str | None) -> str | None:
    """Return as much of a key as it takes to recognize it."""
    return None if value is None else "*" * 16 + value[-_SHOWN:]


def question(text: str, current: str | None, *, secret: bool = False, bare: bool = False) -> str | None:
    """Ask; return what was typed, or None for an empty line or the end of input.

    What is there already stands in brackets; with `bare`, nothing does where nothing is there.
    """
    shown = "" if bare and current is None else f" [{masked(current) if secret else current}]"
    sys.stdout.write(f"{text}{shown}: ")
    sys.stdout.flush()
    return typed() or None


def typed() -> str:
    """Return the line that the user types, or "" at the end of input. Raises CliError when there is none."""
    if sys.stdin is None:
        raise CliError("There is nobody to answer: stdin is closed.")
    return sys.stdin.readline().strip()


def _existing(context: Context) -> dict[str, Any]:
    try:
        return context.settings.scoped_config
    except ProfileNotFound:
        return {}


def ask(context: Context, values: dict[str, Any]) -> int:
    """Carry out `configure`."""
    sys.stdout.write(
        "\nTip: You can deliver temporary credentials to the AWS CLI using your AWS Console session by running the "
        f"command '{program()} login'.\n\n"
    )
    existing = _existing(context)
    new: dict[str, Any] = {}
    for name, text in _QUESTIONS:
        current = existing.get(name)
        answer = question(text, current, secret=name in SECRETS)
        if answer is not None and answer != current:
            new[name] = answer
    store(context, context.settings.profile or "default", new)
    return SUCCESS


def ask_sso_session(context: Context, values: dict[str, Any]) -> int:
    """Carry out `configure sso-session`."""
    name = question("SSO session name", None, bare=True)
    if name is None:
        raise CliError("A value is required: the name of the session")
    _ask_session(context, name)
    sys.stdout.write(
        "\nCompleted configuring SSO session. Run the following to login and refresh access token for this session:\n\n"
        f"{program()} sso login --sso-session {name}\n"
    )
    return SUCCESS


_SESSION = (
    ("sso_start_url", "SSO start URL", None),
    ("sso_region", "SSO region", None),
    ("sso_registration_scopes", "SSO registration scopes", _SCOPES),
)


def _ask_session(context: Context, name: str) -> dict[str, Any]:
    """Ask for a session of IAM Identity Center, keep and return it."""
    existing = context.settings.full_config.get("sso_sessions", {}).get(name, {})
    session = _answers(existing, _SESSION)
    update(context.settings.path("config_file"), f"sso-session {name}", session)
    return session


def _answers(existing: dict[str, Any], rows: Sequence[tuple[str, str, str | None]]) -> dict[str, Any]:
    """Ask for the start page and the region of a sign-in, and what else the rows have. Raises CliError."""
    session: dict[str, Any] = {}
    for key, text, default in rows:
        current = existing.get(key, default)
        answer = question(text, current) or current
        if answer is None:
            raise CliError(f"A value is required: {text}")
        session[key] = answer
    if not session["sso_start_url"].startswith(("https://", "http://")):
        raise CliError(f"Not a valid Start URL: {session['sso_start_url']}")
    return session


def ask_sso(context: Context, values: dict[str, Any]) -> int:
    """Carry out `configure sso`: a session, its account and role, and the profile's other values."""
    from ..sso import accounts_and_roles, sign_in

    existing = _existing(context)
    context.accept_profile()
    known = existing.get("sso_session")
    name = question("SSO session name (Recommended)", known, bare=True) or known
    if name is None:  # an older profile, which has a start page of its own
        session = _answers(existing, _SESSION[:2])
        new: dict[str, Any] = dict(session)
    else:
        session = _ask_session(context, name)
        new = {"sso_session": name}
    token = sign_in(context, name, session, browser=not values["no-browser"], device_code=values["use-device-code"])
    account, role = _chosen(context, session, token, accounts_and_roles)
    region = question("Default client Region", existing.get("region"))
    output = question("CLI default output format (json if not specified)", existing.get("output"))
    suggested = context.settings.profile or f"{role}-{account}"
    profile = context.settings.profile or question("Profile name", suggested) or suggested
    new |= {"sso_account_id": account, "sso_role_name": role, "region": region, "output": output}
    store(context, profile, {key: value for key, value in new.items() if value is not None})
    sys.stdout.write(
        f"\nTo use this profile, specify the profile name using --profile, as shown:\n\n{program()} sts "
        f"get-caller-identity --profile {profile}\n"
    )
    return SUCCESS


def _chosen(context: Context, session: dict[str, Any], token: str, listing: Any) -> tuple[str, str]:
    accounts, roles_of = listing(context, session, token)
    account = _choice("account", [(each["accountId"], each.get("accountName", "")) for each in accounts])
    return account, _choice("role", [(name, "") for name in roles_of(account)])


def _choice(what: str, rows: list[tuple[str, str]]) -> str:
    """Return the one thing that there is, or the one that the user names. Raises CliError when there is none."""
    if not rows:
        raise CliError(f"There is no {what} that you may use.")
    if len(rows) == 1:
        sys.stdout.write(f"Using the {what} {rows[0][0]}\n")
        return rows[0][0]
    for name, text in rows:
        sys.stdout.write(f"  {name}  {text}\n")
    while True:
        answer = question(f"Which {what}", rows[0][0]) or rows[0][0]
        if answer in dict(rows):
            return answer
        sys.stdout.write(f"There is no {what} {answer!r}.\n")
