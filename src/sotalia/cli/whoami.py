"""`sotalia whoami`: whom calls are made as, in which region, and who said so.

Exit codes: 0 when all is known, 1 when there are no credentials to sign with, 2 for a command line that makes no sense,
3 when there are some and the service does not confirm them.
"""

from __future__ import annotations

import argparse
import sys

from ..errors import BotoCoreError, ClientError
from ..session import Session
from ..settings.options import CODE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..identity import Credentials

NO_CREDENTIALS, NOT_CONFIRMED = 1, 3
#: Whom to ask where no region is set: any will do.
ANY_REGION = "us-east-1"
#: Seconds to connect, and to wait for an answer. People wait for this command.
CONNECT, READ = 5, 15
_SHOWN = 4


def main(arguments: Sequence[str]) -> int:
    """Run `sotalia whoami` with `arguments` and return the exit code."""
    options = _parse(arguments)
    found: dict[str, Any] = {"profile": None, "region": None, "credentials": None, "identity": None, "error": None}
    try:
        code = _find(found, options)
    except (BotoCoreError, ClientError, ValueError, OSError) as error:
        found["error"] = f"{type(error).__name__}: {error}"
        code = NO_CREDENTIALS if found["credentials"] is None else NOT_CONFIRMED
    if options.json:
        import json

        print(json.dumps(found, indent=2))
    else:
        for name in ("profile", "region", "credentials", "identity"):
            if found[name] is not None:
                print(f"{name:<12}{_LINES[name](found[name])}")
        if found["error"] is not None:
            print(f"sotalia whoami: {found['error']}", file=sys.stderr)
    return code


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="sotalia whoami",
        description="Says with which profile, region and credentials calls are made, where each of them comes from, "
        "and whom AWS takes the caller for. No secret is shown.",
        epilog="exit codes: 0 all is known; 1 there are no credentials, with the reason; 2 the command line makes no "
        "sense; 3 there are credentials, but AWS does not confirm them, with the reason",
    )
    parser.add_argument("--profile", help="the profile to look at, as Session(profile_name=...) would")
    parser.add_argument("--region", help="the region, as Session(region_name=...) would have it")
    parser.add_argument(
        "--offline", action="store_true", help="make no call: neither for credentials nor for the caller"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(list(arguments))


def _find(found: dict[str, Any], options: argparse.Namespace) -> int:
    """Fill in what can be found, in this order, up to what raises; return the exit code."""
    session = Session(profile_name=options.profile, region_name=options.region)
    for name, value in (("profile", session.profile_name), ("region", session.region_name)):
        origin = session.settings.origin(name)
        text = f"the option --{name}" if origin.kind == CODE else str(origin)
        found[name] = {"value": value, "origin": origin.as_dict(), "text": text}
    credentials, source = _offline(session) if options.offline else _asked(session)
    if source is None:
        found["error"] = _nothing(session)
        return NO_CREDENTIALS
    found["credentials"] = _described(session, credentials, source)
    if not options.offline:
        found["identity"] = _identity(session)
    return 0


def _asked(session: Session) -> tuple[Credentials | None, str | None]:
    """Return the credentials, fetched if need be, and the name of their source; (None, None) where there are none."""
    credentials = session.get_credentials()
    if credentials is None:
        return None, None
    credentials.get_frozen_credentials()  # fetches those that are to be fetched when they are needed
    return credentials, credentials.method


def _offline(session: Session) -> tuple[Credentials | None, str | None]:
    """Return the same as far as that takes no call: with None for the credentials of a source that makes one."""
    from ..effects import Compute, Load, ReadFile
    from ..identity.chain import SOURCES, Lookup
    from ..io import clock
    from ..io.perform import perform_alone

    for name, source in SOURCES:
        steps = source(Lookup(session.settings, now=clock.now))
        try:
            effect = next(steps)
            while isinstance(effect, (Compute, Load, ReadFile)):
                try:
                    result = perform_alone(effect)
                except OSError as error:
                    effect = steps.throw(error)
                else:
                    effect = steps.send(result)
            steps.close()
        except StopIteration as stop:
            if stop.value is not None:
                return stop.value, name
        else:
            return None, name
    return None, None


def _described(session: Session, credentials: Credentials | None, source: str) -> dict[str, Any]:
    expiry = getattr(credentials, "expiry", None)
    return {
        "access_key": None if credentials is None else _masked(credentials.access_key),
        "source": source,
        "text": _place(session, source),
        "expires": None if expiry is None else _time(expiry),
        "fetched": credentials is not None,
    }


def _place(session: Session, source: str) -> str:
    """Return in words where a source has its credentials from."""
    settings, profile = session.settings, session.profile_name
    if source == "env":
        return "environment variables"
    if source == "shared-credentials-file":
        return f"the profile {profile!r} in {settings.path('credentials_file')}"
    if source == "config-file":
        return f"the profile {profile!r} in {settings.path('config_file')}"
    if source == "container-role":
        return "the server that the container's environment names"
    if source == "iam-role":
        return "the metadata service of EC2"
    return f"{source}, as the profile {profile!r} or the environment says"


def _masked(access_key: str) -> str:
    """Return an access key id so that one knows it again, and no more."""
    hidden = len(access_key) - 2 * _SHOWN
    return f"{access_key[:_SHOWN]}{'*' * hidden}{access_key[-_SHOWN:]}" if hidden >= _SHOWN else "*" * len(access_key)


def _time(seconds: float) -> str:
    from ..identity.times import iso_time

    return iso_time(seconds)


def _identity(session: Session) -> dict[str, Any]:
    from ..config import Config

    config = Config(connect_timeout=CONNECT, read_timeout=READ, retries={"total_max_attempts": 2})
    with session.client("sts", region_name=session.region_name or ANY_REGION, config=config) as sts:
        reply = sts.get_caller_identity()
    return {"account": reply.get("Account"), "arn": reply.get("Arn"), "user_id": reply.get("UserId")}


def _nothing(session: Session) -> str:
    settings = session.settings
    return (
        "there are no credentials. Neither the environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY) nor the "
        f"profile {session.profile_name!r} in {settings.path('credentials_file')} and {settings.path('config_file')} "
        "has any, and no other source is named there or answers."
    )


def _option_line(option: dict[str, Any]) -> str:
    return f"{option['value'] or 'none'}, from {option['text']}" if option["value"] else "none is set"


def _credentials_line(found: dict[str, Any]) -> str:
    if not found["fetched"]:
        return f"not fetched (--offline); they would come from {found['text']}"
    end = f"good until {found['expires']}" if found["expires"] else "with no known end"
    return f"{found['access_key']}, from {found['text']}, {end}"


def _identity_line(found: dict[str, Any]) -> str:
    return f"{found['arn']} (account {found['account']}, user id {found['user_id']})"


_LINES = {
    "profile": _option_line,
    "region": _option_line,
    "credentials": _credentials_line,
    "identity": _identity_line,
}
