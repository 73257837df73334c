"""Credentials that a program prints: a profile with a `credential_process`.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html. The program is run without a shell,
has no input, and may take a minute, or as many seconds as the profile's `credential_process_timeout` says. Its
output is never shown; its error messages are.
"""

from __future__ import annotations

from ...errors import CredentialRetrievalError, InvalidOptionValueError, UnusableCredentialsError
from ...settings.session import one_value
from ..commands import split_command
from ..credentials import Credentials
from ..documents import is_text, json_object
from ..faults import file_error
from ..times import seconds_or_none

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from typing import Any

    from ...effects import Effect
    from ..chain import Lookup

METHOD = "custom-process"
OPTION = "credential_process"
TIMEOUT = "credential_process_timeout"
#: The most characters of the program's error messages that are shown: the last ones.
LONGEST_COMPLAINT = 2000


def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    """Return the credentials that the profile's program prints, or None for a profile without one.

    Raises CredentialRetrievalError when the program fails or does not end, and its subclasses: CredentialFileError for
    one that cannot be run, UnusableCredentialsError for an invalid command or output.
    """
    from ...effects import RunProcess

    profile = lookup.settings.full_config["profiles"].get(lookup.profile_name, {})
    command = one_value(profile, OPTION)
    if command is None:
        return None
    where = f"({OPTION} of the profile {lookup.profile_name!r})"
    argv = _words(command, where)
    timeout = _timeout(lookup)
    try:
        exit_code, out, err = yield RunProcess(argv, timeout)
    except TimeoutError:
        raise CredentialRetrievalError(
            provider=METHOD,
            error_msg=f"The program had not ended after {timeout:g} seconds, and was killed; {TIMEOUT} in the profile "
            f"gives it more time {where}",
        ) from None
    except (OSError, ValueError) as error:
        raise file_error(METHOD, error, f"The program {argv[0]!r} cannot be run", where) from None
    if exit_code:
        complaint = err.decode("utf-8", "replace").strip()[-LONGEST_COMPLAINT:]
        raise CredentialRetrievalError(
            provider=METHOD, error_msg=f"{complaint}{' ' * bool(complaint)}[exit code {exit_code}] {where}"
        )
    return _credentials(out, profile, where)


def _words(command: str, where: str) -> list[str]:
    try:
        words = split_command(command)
    except ValueError as error:
        raise UnusableCredentialsError(provider=METHOD, error_msg=f"{error} {where}") from None
    if not words:
        raise UnusableCredentialsError(provider=METHOD, error_msg=f"The command is empty {where}")
    return words


def _timeout(lookup: Lookup) -> float:
    timeout: float = lookup.settings.get(TIMEOUT)
    if not timeout > 0:
        raise InvalidOptionValueError(error_msg=f"Invalid value {timeout!r} for {TIMEOUT}: it must be greater than 0")
    return timeout


def _credentials(out: bytes, profile: Mapping[str, Any], where: str) -> Credentials:
    output = json_object(out)
    if output is None:
        raise UnusableCredentialsError(provider=METHOD, error_msg=f"The program printed no JSON object {where}")
    version = output.get("Version", "<Version key not provided>")
    if version != 1:
        # Any other value is not shown: it may be a secret in the wrong place.
        text = version if "Version" not in output or str(version).isdecimal() else "…"
        raise CredentialRetrievalError(
            provider=METHOD,
            error_msg=f"Unsupported version '{text}' for credential process provider, supported versions: 1 {where}",
        )
    for name in ("AccessKeyId", "SecretAccessKey"):
        if name not in output:
            raise UnusableCredentialsError(
                provider=METHOD, error_msg=f"Missing required key in response: '{name}' {where}"
            )
    optional = [name for name in ("SessionToken", "Expiration") if output.get(name)]
    for name in ("AccessKeyId", "SecretAccessKey", *optional):
        if not is_text(output[name]):
            raise UnusableCredentialsError(provider=METHOD, error_msg=f"{name} in the output is no text {where}")
    account = output.get("AccountId") or one_value(profile, "aws_account_id")
    return Credentials(
        output["AccessKeyId"],
        output["SecretAccessKey"],
        output.get("SessionToken") or None,
        METHOD,
        None if account is None else str(account),
        expiry=_expiry(output.get("Expiration"), where),
    )


def _expiry(text: str | None, where: str) -> float | None:
    if not text:
        return None
    expiry = seconds_or_none(text)
    if expiry is None:
        raise UnusableCredentialsError(provider=METHOD, error_msg=f"Expiration in the output is no time {where}")
    return expiry
