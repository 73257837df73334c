"""`sotalia whoami`: as whom and in which region calls are made, and where that is set.

Exit codes: 0 when all is known, 1 when there are no credentials to sign with, 2 for an invalid command line, 3
when there are credentials and the service does not confirm them.
"""

from __future__ import annotations

import argparse
import sys

from ..effects import Compute, Load, ReadFile
from ..errors import BotoCoreError, ClientError
from ..identity.renewable import Renewable
from ..identity.times import iso_time
from ..io.perform import perform_alone
from ..session import Session
from ..settings.options import CODE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from typing import Any

    from ..effects import Effect
    from ..identity import Credentials
    from ..identity.credentials import ReadOnlyCredentials

NO_CREDENTIALS, NOT_CONFIRMED = 1, 3
#: The region to call where none is set: any will do.
ANY_REGION = "us-east-1"
#: Seconds to connect, and to wait for an answer. People wait for this command.
CONNECT, READ = 5, 15
_SHOWN = 4


def main(arguments: Sequence[str]) -> int:
    """Run `sotalia whoami` with `arguments` and return the exit code."""
    options = _parse(arguments)
    report: dict[str, Any] = {"profile": None, "region": None, "credentials": None, "identity": None, "error": None}
    try:
        code = _find(report, options)
    except (BotoCoreError, ClientError, ValueError, OSError) as error:
        report["error"] = f"{type(error).__name__}: {error}"
        code = NO_CREDENTIALS if report["credentials"] is None else NOT_CONFIRMED
    if options.json:
        import json

        print(json.dumps(report, indent=2))
    else:
        for name in ("profile", "region", "credentials", "identity"):
            if report[name] is not None:
                print(f"{name:<12}{_LINES[name](report[name])}")
        if report["error"] is not None:
            print(f"sotalia whoami: {report['error']}", file=sys.stderr)
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


def _find(report: dict[str, Any], options: argparse.Namespace) -> int:
    """Fill in `report`, in this order, until something raises; return the exit code."""
    session = Session(profile_name=options.profile, region_name=options.region)
    for name, value in (("profile", session.profile_name), ("region", session.region_name)):
        origin = session.settings.origin(name)
        text = f"the option --{name}" if origin.kind == CODE else str(origin)
        report[name] = {"value": value, "origin": origin.as_dict(), "text": text}
    credentials, source = _offline(session) if options.offline else _fetched(session)
    if source is None:
        report["error"] = _no_credentials(session, options.offline)
        return NO_CREDENTIALS
    fetched = credentials or {"access_key": None, "expires": None}
    place = {"source": source, "text": _place(session, source), "fetched": credentials is not None}
    report["credentials"] = {**fetched, **place}
    if not options.offline:
        report["identity"] = _identity(session)
    return 0


def _fetched(session: Session) -> tuple[dict[str, Any] | None, str | None]:
    """Return the facts shown about the credentials, fetched if need be, and their source; (None, None) for none."""
    credentials = session.get_credentials()
    if credentials is None:
        return None, None
    frozen = session.get_frozen_credentials()
    return _parts(frozen, credentials), credentials.method


def _offline(session: Session) -> tuple[dict[str, Any] | None, str | None]:
    """Return the same without making calls: None stands for the credentials of a source that has to make one."""
    from ..identity.chain import SOURCES, Lookup
    from ..io import clock

    for name, source in SOURCES:
        finished, credentials = _without_calls(source(Lookup(session.settings, now=clock.now)))
        if not finished:
            # Only a call can tell whether there is a metadata service.
            return None, None if name == "iam-role" else name
        if credentials is not None:
            frozen = credentials.latest if isinstance(credentials, Renewable) else credentials.get_frozen_credentials()
            return None if frozen is None else _parts(frozen, credentials), name
    return None, None


def _without_calls(steps: Generator[Effect, Any, Credentials | None]) -> tuple[bool, Credentials | None]:
    """Return (True, a source's credentials), or (False, None) where it would have to make a call for them."""
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
        return True, stop.value
    return False, None


def _parts(frozen: ReadOnlyCredentials | None, credentials: Credentials) -> dict[str, Any] | None:
    if frozen is None:
        return None
    expires = None if credentials.expiry is None else iso_time(credentials.expiry)
    return {"access_key": _masked(frozen.access_key), "expires": expires}


#: Where each source gets its credentials from, in words.
_PLACES = {
    "env": "environment variables",
    "assume-role": "the role that the profile {profile!r} names",
    "assume-role-with-web-identity": "the role and token file that the environment or the profile {profile!r} names",
    "sso": "the role in IAM Identity Center that the profile {profile!r} names",
    "shared-credentials-file": "the profile {profile!r} in {credentials}",
    "login": "the session of aws login that the profile {profile!r} names",
    "custom-process": "the program that credential_process of the profile {profile!r} names",
    "config-file": "the profile {profile!r} in {config}",
    "ec2-credentials-file": "the file that AWS_CREDENTIAL_FILE names",
    "boto-config": "the config file of Boto 2",
    "container-role": "the server that the container's environment names",
    "iam-role": "the metadata service of EC2",
}


def _place(session: Session, source: str) -> str:
    """Return in words where a source gets its credentials from."""
    path = session.settings.path
    files = {"credentials": path("credentials_file"), "config": path("config_file")}
    return _PLACES.get(source, source).format(profile=session.profile_name, **files)


def _masked(access_key: str) -> str:
    """Return as much of an access key id as it takes to recognize it."""
    hidden = len(access_key) - 2 * _SHOWN
    return f"{access_key[:_SHOWN]}{'*' * hidden}{access_key[-_SHOWN:]}" if hidden >= _SHOWN else "*" * len(access_key)


def _identity(session: Session) -> dict[str, Any]:
    from ..config import Config

    config = Config(connect_timeout=CONNECT, read_timeout=READ, retries={"total_max_attempts": 2})
    with session.client("sts", region_name=session.region_name or ANY_REGION, config=config) as sts:
        reply = sts.get_caller_identity()
    return {"account": reply.get("Account"), "arn": reply.get("Arn"), "user_id": reply.get("UserId")}


def _no_credentials(session: Session, offline: bool) -> str:
    settings = session.settings
    others = (
        "EC2's metadata service, if there is one, was not asked (--offline)" if offline else "no other source answers"
    )
    return (
        "there are no credentials. Neither the environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY) nor the "
        f"profile {session.profile_name!r} in {settings.path('credentials_file')} and {settings.path('config_file')} "
        f"has any or names another source, and {others}."
    )


def _option_line(option: dict[str, Any]) -> str:
    return f"{option['value'] or 'none'}, from {option['text']}" if option["value"] else "none is set"


def _credentials_line(credentials: dict[str, Any]) -> str:
    if not credentials["fetched"]:
        return f"not fetched (--offline); they would come from {credentials['text']}"
    end = f"good until {credentials['expires']}" if credentials["expires"] else "with no known end"
    return f"{credentials['access_key']}, from {credentials['text']}, {end}"


def _identity_line(identity: dict[str, Any]) -> str:
    return f"{identity['arn']} (account {identity['account']}, user id {identity['user_id']})"


_LINES = {
    "profile": _option_line,
    "region": _option_line,
    "credentials": _credentials_line,
    "identity": _identity_line,
}
