"""`login` and `logout`: credentials of the session in AWS's console, for this machine.

The user signs in with the browser here (`--remote`: with one elsewhere, from which a code is copied). The token goes
where `identity.sources.login` and the SDKs look for it, and the profile gets its `login_session`.
"""

from __future__ import annotations

import os
import sys
import time

from ...config import UNSIGNED
from ...errors import ClientError, LoginError, LoginInsufficientPermissions, MissingDependencyException
from ...identity.sources.login import DEFAULT_FOLDER, FOLDER_VARIABLE, SESSION, token_path
from ...identity.times import iso_time
from ...io.files import write_file
from ..faults import SUCCESS, CliError, Misconfigured
from ..handmade import Command, Row
from ..paramfile import user_path
from ..program import program
from ..words import NONE, Option
from .browser import Receiver, Secrets, check_port, origin, show_page
from .configure.ask import question, typed
from .configure.store import store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..context import Context

_HERE, _ELSEWHERE = "arn:aws:signin:::devtools/same-device", "arn:aws:signin:::devtools/cross-device"
_EVENT = "before-call.signin.CreateOAuth2Token"
_DEFAULT_REGION = "us-east-1"
#: Key of a profile → what its credentials are; they would be used before those of a login session.
_OTHERS = {
    "web_identity_token_file": "Web Identity",
    "sso_role_name": "SSO",
    "sso_account_id": "SSO",
    "aws_access_key_id": "Access Key",
    "role_arn": "Assume Role",
    "credential_process": "Credential Process",
}
_LASTS = (
    "Note, any local developer tools that have already loaded {} until {} expiration. "
    "Access tokens expire in 15 minutes.\n"
)


def _login(context: Context, values: dict[str, Any]) -> int:
    port = check_port(values["redirect-port"])
    profile = context.settings.profile or "default"
    known = context.settings.full_config["profiles"].get(profile, {})
    _check_free(profile, known)
    region, asked = _region(context)
    key = _new_key()
    context.accept_profile()
    client = context.client("signin", region_name=region, config=context.config(signature_version=UNSIGNED))
    output, used = _remote(client, key) if values["remote"] else _local(client, key, port)
    session = _subject(output.get("idToken"))
    if not _may_replace(profile, known.get(SESSION), session):
        return SUCCESS
    _keep(context, session, output, used, key)
    store(context, profile, {SESSION: session, **({"region": region} if asked else {})})
    sys.stdout.write(f"\nUpdated profile {profile} to use {session} credentials.\n")
    if profile != "default":
        sys.stdout.write(
            f'Use "--profile {profile}" to use the new credentials, such as "{program()} sts get-caller-identity '
            f'--profile {profile}"\n'
        )
    return SUCCESS


def _check_free(profile: str, known: dict[str, Any]) -> None:
    """Raise Misconfigured when a profile has other credentials: they would be used before those of the session."""
    for name, what in _OTHERS.items():
        if name in known:
            raise Misconfigured(
                f"Profile '{profile}' is already configured with {what} credentials.\n\nYou may run '{program()} login "
                "--profile new-profile-name' to create a new profile with the specified name. Otherwise you must first "
                f"manually remove the existing credentials from '{profile}'.\n"
            )


def _region(context: Context) -> tuple[str, bool]:
    """Return the region to sign in at, and whether the user has just named it."""
    settings, environ = context.settings, context.settings.environ
    known = settings.full_config["profiles"].get(settings.profile or "default", {}).get("region")
    region = context.general.region or environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or known
    if region:
        return region, False
    sys.stdout.write(
        "No AWS region has been configured. It says where your resources are, and can be changed at any time: "
        f'"{program()} configure set region NEW_REGION".\n'
    )
    return question("AWS Region", _DEFAULT_REGION) or _DEFAULT_REGION, True


def _new_key() -> Any:
    """Return a new private key, which proves whose token it is. Raises MissingDependencyException."""
    try:
        from cryptography.hazmat.primitives.asymmetric import ec
    except ImportError:
        raise MissingDependencyException(
            msg=f"'{program()} login' requires an additional dependency. Install it with: pip install 'sotalia[crypto]'"
        ) from None
    return ec.generate_private_key(ec.SECP256R1())


def _local(client: Any, key: Any, port: int) -> tuple[dict[str, Any], str]:
    """Sign in with a browser on this machine; return the token, and the client it is for."""
    secrets = Secrets()
    with Receiver(secrets, port) as receiver:
        show_page(_page(_origin(client), _HERE, secrets, receiver.url))
        code = receiver.code()
        return _exchange(client, key, _HERE, code, secrets, receiver.url), _HERE


def _remote(client: Any, key: Any) -> tuple[dict[str, Any], str]:
    """Sign in with a browser anywhere; return the token, and the client it is for."""
    from base64 import b64decode
    from urllib.parse import parse_qsl

    secrets = Secrets()
    base = _origin(client)
    redirect = f"{base}/v1/sessions/confirmation"
    show_page(_page(base, _ELSEWHERE, secrets, redirect), browser=False)
    sys.stdout.write("\nEnter the authorization code displayed in your browser: ")
    sys.stdout.flush()
    text = typed()
    if not text:
        raise CliError("No authorization code was given.")
    try:
        answer = dict(parse_qsl(b64decode(text).decode()))
    except ValueError:
        answer = {}
    if "code" not in answer or "state" not in answer:
        raise CliError("That is no authorization code: copy all of it from the browser.")
    if answer["state"] != secrets.state:
        raise CliError("The authorization code is of another sign-in. Sign in again.")
    return _exchange(client, key, _ELSEWHERE, answer["code"], secrets, redirect), _ELSEWHERE


def _origin(client: Any) -> str:
    given = {"clientId": _HERE, "grantType": "authorization_code"}
    return origin(client, "create_o_auth2_token", _EVENT, tokenInput=given)


def _page(base: str, client_id: str, secrets: Secrets, redirect: str) -> str:
    from urllib.parse import quote, urlencode

    query = {
        "response_type": "code",
        "client_id": client_id,
        "state": secrets.state,
        "code_challenge_method": "SHA-256",
        "scope": "openid",
        "redirect_uri": redirect,
        "code_challenge": secrets.challenge,
    }
    return f"{base}/v1/authorize?{urlencode(query, quote_via=quote, safe='')}"


def _exchange(client: Any, key: Any, client_id: str, code: str, secrets: Secrets, redirect: str) -> dict[str, Any]:
    """Return the token for a code. Raises LoginError."""
    from uuid import uuid4

    from ...identity.dpop import proof

    def prove(params: dict[str, Any], **_: Any) -> None:
        params["headers"]["DPoP"] = proof(key, params["method"], params["url"], time.time(), str(uuid4()))

    client.meta.events.register(_EVENT, prove)
    given = {
        "clientId": client_id,
        "grantType": "authorization_code",
        "code": code,
        "codeVerifier": secrets.verifier,
        "redirectUri": redirect,
    }
    try:
        reply = client.create_o_auth2_token(tokenInput=given)
    except ClientError as error:
        word = error.response.get("error")
        if word == "AUTHCODE_EXPIRED":
            raise CliError(f"The authorization code has expired. Sign in again: {program()} login") from None
        if word == "INSUFFICIENT_PERMISSIONS":
            raise LoginInsufficientPermissions() from None
        raise
    output: dict[str, Any] = reply.get("tokenOutput") or {}
    if not {"accessToken", "refreshToken", "expiresIn"} <= output.keys():
        raise LoginError()
    return output


def _subject(token: str | None) -> str:
    """Return whose token it is: the ARN in the JSON Web Token that came with it. Raises CliError."""
    from base64 import urlsafe_b64decode
    from json import loads

    parts = (token or "").split(".")
    try:
        claims = loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        subject: str = claims["sub"]
        subject.split(":")[4]
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise CliError("The reply does not say who has signed in: its ID token cannot be read.") from None
    return subject


def _may_replace(profile: str, old: str | None, new: str) -> bool:
    if old in (None, new):
        return True
    sys.stdout.write(
        f"\nProfile {profile} is already configured to use session {old}. Do you want to overwrite it to use {new} "
        "instead? (y/n): "
    )
    sys.stdout.flush()
    return typed().lower() in ("y", "yes")


def _keep(context: Context, session: str, output: dict[str, Any], client_id: str, key: Any) -> None:
    """Write the token to where it is looked for, readable by the user only."""
    from json import dumps

    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    keys = {name: output["accessToken"][name] for name in ("accessKeyId", "secretAccessKey", "sessionToken")}
    expires = iso_time(time.time() + output["expiresIn"])
    token = {
        "accessToken": {**keys, "accountId": session.split(":")[4], "expiresAt": expires},
        "tokenType": output.get("tokenType"),
        "clientId": client_id,
        "refreshToken": output["refreshToken"],
        "idToken": output["idToken"],
        "dpopKey": key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode(),
    }
    write_file(token_path(session, context.settings.environ), dumps(token).encode())


def _logout(context: Context, values: dict[str, Any]) -> int:
    if values["all"]:
        return _logout_all(context)
    profile = context.settings.profile or "default"
    session = context.settings.full_config["profiles"].get(profile, {}).get(SESSION)
    if session is None:
        sys.stderr.write(f"warning: no login session found for profile '{profile}'\n")
        return SUCCESS
    try:
        os.remove(token_path(session, context.settings.environ))
    except FileNotFoundError:
        pass
    sys.stdout.write(
        f"Removed cached login credentials for profile '{profile}'. "
        + _LASTS.format("the access token may continue to use it", "its")
    )
    return SUCCESS


def _logout_all(context: Context) -> int:
    from json import loads

    folder = user_path(context.settings.environ.get(FOLDER_VARIABLE, DEFAULT_FOLDER))
    count = 0
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        path = os.path.join(folder, name)
        try:
            with open(path, encoding="utf-8") as file:
                token = loads(file.read())
            if "accessKeyId" in token["accessToken"]:
                os.remove(path)
                count += 1
        except (KeyError, OSError, TypeError, ValueError):
            pass  # it is no token
    if not count:
        sys.stdout.write("No cached login session tokens found.\n")
        return SUCCESS
    sys.stdout.write(
        f"Removed {count} cached login credential{'s' if count != 1 else ''}. "
        + _LASTS.format("access tokens may continue to use them", "their")
    )
    return SUCCESS


LOGIN = Command(
    _login,
    (
        Row(Option("--remote", NONE), "Sign in with a browser elsewhere, and copy the code that it shows."),
        Row(Option("--redirect-port", number="int"), "The port at which the browser's answer is waited for."),
    ),
    text="The credentials are renewed by themselves for as long as the session lasts. AWS_LOGIN_CACHE_DIRECTORY names "
    "another folder for them than ~/.aws/login/cache. Needs the extra `crypto`.",
)
LOGOUT = Command(
    _logout,
    (Row(Option("--all", NONE), "Forget the sessions of all profiles."),),
)
