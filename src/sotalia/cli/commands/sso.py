"""`sso login` and `sso logout`: sign in to IAM Identity Center with the browser, on this or another device.

The device authorization grant (https://www.rfc-editor.org/rfc/rfc8628): the user confirms a code in the browser, while
the command asks for the token. The token is kept where the AWS CLI and the SDKs look for it.
"""

from __future__ import annotations

import os
import sys
import time

from ...errors import ClientError
from ...identity.ssocache import FOLDER, write_token
from ...identity.times import iso_time
from ..faults import SUCCESS, CliError, Misconfigured
from ..handmade import Command, Row
from ..paramfile import user_path
from ..program import program
from ..words import NONE, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..context import Context

_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_SCOPE = "sso:account:access"
#: Seconds between two questions for the token, and by how much they grow when the service asks for that.
_INTERVAL, _SLOWER = 5, 5
#: Where the AWS CLI keeps the credentials of roles.
_ROLES = "~/.aws/cli/cache"


def sign_in(context: Context, name: str | None, session: dict[str, Any], *, browser: bool = True) -> str:
    """Sign in and keep the token; return it. `name` is that of the session, None for an older profile's start page.

    Raises CliError when the user refuses or does nothing, ClientError.
    """
    from ...clients._sync.alone import run_alone

    url, region = session["sso_start_url"], session["sso_region"]
    scopes = [scope.strip() for scope in session.get("sso_registration_scopes", _SCOPE).split(",")]
    client = context.client("sso-oidc", region_name=region)
    more = {} if name is None else {"scopes": scopes}
    registered = client.register_client(clientName=f"sotalia-{int(time.time())}", clientType="public", **more)
    pair = {key: registered[key] for key in ("clientId", "clientSecret")}
    device = client.start_device_authorization(startUrl=url, **pair)
    _tell(device, browser)
    reply = _wait(client, pair, device)
    token = {
        "startUrl": url,
        "region": region,
        "accessToken": reply["accessToken"],
        "expiresAt": iso_time(time.time() + reply["expiresIn"]),
        **pair,
        "registrationExpiresAt": iso_time(registered["clientSecretExpiresAt"]),
    }
    if "refreshToken" in reply:
        token["refreshToken"] = reply["refreshToken"]
    run_alone(write_token(token, url, name), context.settings)
    access: str = reply["accessToken"]
    return access


def _tell(device: dict[str, Any], browser: bool) -> None:
    page = device.get("verificationUriComplete") or device["verificationUri"]
    if browser:
        sys.stdout.write(
            "Attempting to automatically open the SSO authorization page in your default browser.\n"
            "If the browser does not open or you wish to use a different device to authorize this request, open the "
            f"following URL:\n\n{device['verificationUri']}\n\nThen enter the code:\n\n{device['userCode']}\n"
        )
    else:
        sys.stdout.write(
            "Browser will not be automatically opened.\nPlease visit the following URL:\n\n"
            f"{device['verificationUri']}\n\nThen enter the code:\n\n{device['userCode']}\n\n"
            f"Alternatively, you may visit the following URL which will autofill the code upon loading:\n{page}\n"
        )
    sys.stdout.flush()
    if browser:
        import webbrowser

        webbrowser.open_new_tab(page)


def _wait(client: Any, pair: dict[str, str], device: dict[str, Any]) -> dict[str, Any]:
    """Return the token's reply, once the user has confirmed the code."""
    interval = device.get("interval", _INTERVAL)
    while True:
        try:
            reply: dict[str, Any] = client.create_token(grantType=_GRANT, deviceCode=device["deviceCode"], **pair)
            return reply
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code")
            if code == "SlowDownException":
                interval += _SLOWER
            elif code == "ExpiredTokenException":
                raise CliError("The code has expired before it was confirmed. Sign in again.") from None
            elif code == "AccessDeniedException":
                raise CliError("The sign-in was refused in the browser.") from None
            elif code != "AuthorizationPendingException":
                raise
        time.sleep(interval)


def accounts_and_roles(
    context: Context, session: dict[str, Any], token: str
) -> tuple[list[dict[str, Any]], Callable[[str], list[str]]]:
    """Return the accounts that a signed-in user may use, and a function from an account's id to the roles in it."""
    client = context.client("sso", region_name=session["sso_region"])
    pages = client.get_paginator("list_accounts").paginate(accessToken=token)
    accounts = pages.build_full_result().get("accountList", [])

    def roles(account: str) -> list[str]:
        listed = client.get_paginator("list_account_roles").paginate(accessToken=token, accountId=account)
        return [role["roleName"] for role in listed.build_full_result().get("roleList", [])]

    return sorted(accounts, key=lambda each: each["accountId"]), roles


def _login(context: Context, values: dict[str, Any]) -> int:
    name, session = _session_of(context, values["sso-session"])
    sign_in(context, name, session, browser=not values["no-browser"])
    sys.stdout.write(f"Successfully logged into Start URL: {session['sso_start_url']}\n")
    return SUCCESS


def _session_of(context: Context, given: str | None) -> tuple[str | None, dict[str, Any]]:
    """Return the name and the values of the session that the line or the profile names."""
    settings = context.settings
    profile = {} if given else settings.scoped_config
    name = given or profile.get("sso_session")
    session: dict[str, Any] = settings.full_config.get("sso_sessions", {}).get(name, {}) if name else profile
    if name and not session:
        raise Misconfigured(f"The SSO session {name} does not exist. Make it: {program()} configure sso-session")
    missing = [key for key in ("sso_start_url", "sso_region") if key not in session]
    if missing:
        raise Misconfigured(
            f"Missing the following required SSO configuration values: {', '.join(missing)}. To make sure this profile "
            f'is properly configured to use SSO, please run: "{program()} configure sso"'
        )
    return name, session


def _logout(context: Context, values: dict[str, Any]) -> int:
    """Tell the service, and delete the tokens and the credentials that came of them."""
    from json import loads

    for path in _cached(FOLDER):
        try:
            with open(path, encoding="utf-8") as file:
                token = loads(file.read())
            if "accessToken" in token:
                context.client("sso", region_name=token["region"]).logout(accessToken=token["accessToken"])
        except (ClientError, KeyError, OSError, ValueError):
            pass  # it may have expired; the file goes all the same
        os.remove(path)
    for path in _cached(_ROLES):
        try:
            with open(path, encoding="utf-8") as file:
                if loads(file.read()).get("ProviderType") == "sso":
                    os.remove(path)
        except (AttributeError, OSError, ValueError):
            pass
    return SUCCESS


def _cached(folder: str) -> list[str]:
    directory = user_path(folder)
    try:
        return sorted(os.path.join(directory, name) for name in os.listdir(directory) if name.endswith(".json"))
    except OSError:
        return []


LOGIN = Command(
    _login,
    (
        Row(Option("--sso-session"), "The session to sign in to (default: the profile's)."),
        Row(Option("--no-browser", NONE), "Do not open the browser."),
        Row(Option("--use-device-code", NONE), "Confirm a code, which is how it is always done here."),
    ),
)
LOGOUT = Command(_logout)
