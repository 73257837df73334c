"""`sso login` and `sso logout`: sign in to IAM Identity Center with the browser, on this or another device.

For a session, the browser brings a code to this machine (`browser`). With `--use-device-code`, and for older profiles
without a session, the device authorization grant (https://www.rfc-editor.org/rfc/rfc8628): the user confirms a code in
any browser, while the command asks for the token. The token is kept where the AWS CLI and the SDKs look for it.
"""

from __future__ import annotations

import os
import sys
import time

from ...config import UNSIGNED
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

_GRANTS = ["authorization_code", "refresh_token"]
_REGISTERING = "before-call.sso-oidc.RegisterClient"
_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_SCOPE = "sso:account:access"
#: Seconds between two questions for the token, and by how much they grow when the service asks for that.
_INTERVAL, _SLOWER = 5, 5
#: Where the AWS CLI keeps the credentials of roles.
_ROLES = "~/.aws/cli/cache"


def sign_in(
    context: Context, name: str | None, session: dict[str, Any], *, browser: bool = True, device_code: bool = False
) -> str:
    """Sign in and keep the token; return it. `name` is that of the session, None for an older profile's start page.

    `browser` says whether to open one, `device_code` whether the user confirms a code, which may be elsewhere.
    Raises CliError when the user refuses or does nothing, ClientError.
    """
    from ...clients._sync.alone import run_alone

    url, region = session["sso_start_url"], session["sso_region"]
    scopes = [scope.strip() for scope in session.get("sso_registration_scopes", _SCOPE).split(",") if scope.strip()]
    client = context.client("sso-oidc", region_name=region, config=context.config(signature_version=UNSIGNED))
    if name is None or device_code:
        registered, reply = _by_device(client, url, None if name is None else scopes, browser)
    else:
        registered, reply = _by_redirect(client, url, scopes, browser)
    token = {
        "startUrl": url,
        "region": region,
        "accessToken": reply["accessToken"],
        "expiresAt": iso_time(time.time() + reply["expiresIn"]),
        **_pair(registered),
        "registrationExpiresAt": iso_time(registered["clientSecretExpiresAt"]),
    }
    if "refreshToken" in reply:
        token["refreshToken"] = reply["refreshToken"]
    run_alone(write_token(token, url, name), context.settings)
    access: str = reply["accessToken"]
    return access


def _pair(registered: dict[str, Any]) -> dict[str, str]:
    return {key: registered[key] for key in ("clientId", "clientSecret")}


def _register(client: Any, **more: Any) -> dict[str, Any]:
    registered: dict[str, Any] = client.register_client(
        clientName=f"sotalia-{int(time.time())}", clientType="public", **more
    )
    return registered


def _by_redirect(client: Any, url: str, scopes: list[str], browser: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """Sign in by a code that the browser brings to this machine; return the registration and the token."""
    from urllib.parse import quote, urlencode

    from .browser import REDIRECT, Receiver, Secrets, origin, show_page

    more = {"grantTypes": _GRANTS, "redirectUris": [REDIRECT], "issuerUrl": url, "scopes": scopes or [_SCOPE]}
    registered = _register(client, **more)
    base = origin(client, "register_client", _REGISTERING, clientName="sotalia", clientType="public")
    secrets = Secrets()
    with Receiver(secrets) as receiver:
        query = {
            "response_type": "code",
            "client_id": registered["clientId"],
            "redirect_uri": receiver.url,
            "state": secrets.state,
            "code_challenge_method": "S256",
            "scopes": " ".join(more["scopes"]),
            "code_challenge": secrets.challenge,
        }
        show_page(f"{base}/authorize?{urlencode(query, quote_via=quote, safe='')}", browser=browser)
        code = receiver.code()
        reply = client.create_token(
            grantType="authorization_code", code=code, codeVerifier=secrets.verifier, redirectUri=receiver.url,
            **_pair(registered),
        )  # fmt: skip
    return registered, reply


def _by_device(client: Any, url: str, scopes: list[str] | None, browser: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """Sign in by a code that the user confirms in any browser; return the registration and the token."""
    registered = _register(client, **({} if scopes is None else {"scopes": scopes}))
    device = client.start_device_authorization(startUrl=url, **_pair(registered))
    _tell(device, browser)
    return registered, _wait(client, _pair(registered), device)


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
        from .browser import open_page

        open_page(page)


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
    sign_in(context, name, session, browser=not values["no-browser"], device_code=values["use-device-code"])
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
    sys.stdout.write("Successfully signed out of all SSO profiles.\n")
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
        Row(Option("--use-device-code", NONE), "Confirm a code, with a browser anywhere."),
    ),
)
LOGOUT = Command(_logout)
