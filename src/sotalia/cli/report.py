"""Errors as the command prints them, and their exit codes.

    enhanced (default)    `sotalia: [ERROR]: An error occurred (CODE): MESSAGE`, then what else the service said
    legacy                `sotalia: [ERROR]: MESSAGE`
    json, yaml, text, table    a dict with Code, Message and what else the service said

`--cli-error-format` chooses, else `cli_error_format` of the profile, else AWS_CLI_ERROR_FORMAT.
"""

from __future__ import annotations

import sys

from ..errors import (
    ClientError,
    ConfigParseError,
    NoCredentialsError,
    NoRegionError,
    ParamValidationError,
    ProfileNotFound,
)
from .faults import CONFIGURATION, GENERAL, INTERRUPTED, INVALID, SERVICE, CliError, InvalidLine, UnknownOptions
from .general import ERROR_FORMATS
from .program import program, usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .context import Context

#: How many entries a list or dict may have that is shown in a line.
_INLINE = 5
#: What all errors have; some protocols say whose fault it is.
_KNOWN = ("Code", "Message", "Type")


def report(error: BaseException, context: Context | None) -> int:
    """Print an error on stderr, and return the exit code. `context` is None when the general options are wrong."""
    code, info, message = (INTERRUPTED, None, "") if isinstance(error, KeyboardInterrupt) else _described(error)
    try:
        if isinstance(error, KeyboardInterrupt):
            print()
        elif isinstance(error, UnknownOptions):
            sys.stderr.write(f"\n{usage()}\n")
            _write(str(error))
        else:
            _tell(error, info, message, context)
    except BrokenPipeError:
        pass  # whoever read it has gone; the code is left
    return code


def _tell(error: BaseException, info: dict[str, Any] | None, message: str, context: Context | None) -> None:
    style = "legacy" if info is None else _style(context)
    if info is None or style == "legacy":
        _write(message)
    elif style == "enhanced":
        _write(message if isinstance(error, ClientError) else f"An error occurred ({info['Code']}): {message}")
        _write_details(info)
    else:
        _write_structured(info, style, context)
        return
    if isinstance(error, ClientError):
        for note in getattr(error, "__notes__", ()):  # what can be done about it
            sys.stderr.write(f"{note}\n")


def _described(error: BaseException) -> tuple[int, dict[str, Any] | None, str]:
    """Return an error's exit code, what is known of it, if there is a code for it, and the message."""
    text = str(error)
    if isinstance(error, ClientError):
        return SERVICE, _of_service(error), text
    kind, code = "", GENERAL
    if isinstance(error, InvalidLine):
        kind, code = error.kind, error.code
        text = f"{text}\n\n{usage()}" if error.with_usage else text
    elif isinstance(error, CliError):
        kind, code = error.kind, error.code
    elif isinstance(error, ParamValidationError):
        kind, code = "ParamValidation", INVALID
    elif isinstance(error, NoRegionError):
        kind, code = "NoRegion", CONFIGURATION
        text += f' You can also configure your region by running "{program()} configure".'
    elif isinstance(error, NoCredentialsError):
        kind, code = "NoCredentials", CONFIGURATION
        text = text.rstrip(".") + f'. You can configure credentials by running "{program()} login".'
    elif isinstance(error, ProfileNotFound):
        code = GENERAL
    elif isinstance(error, ConfigParseError):
        text = text.partition("\n")[0]
    return code, {"Code": kind, "Message": text} if kind else None, _own_remedy(text) or type(error).__name__


def _own_remedy(text: str) -> str:
    """Return a message with this command in the place of the AWS CLI, where it says how to sign in."""
    name = program()
    return text.replace("'aws sso login'", f"'{name} sso login'").replace("'aws login'", f"'{name} login'")


def _of_service(error: ClientError) -> dict[str, Any]:
    """Return the error that a service sent, with the members that its model has for it."""
    from .output.plain import plain

    response = error.response
    others = {name: value for name, value in response.items() if name not in ("Error", "ResponseMetadata", "Code")}
    info = {**response.get("Error", {})}
    return plain({**info, **{name: value for name, value in others.items() if name not in (*info, "Message")}})  # type: ignore[no-any-return]


def _style(context: Context | None) -> str:
    try:
        style = context and (
            context.general.error_format or context.setting("cli_error_format", "AWS_CLI_ERROR_FORMAT")
        )
    except Exception:
        return "enhanced"  # what is wrong is with the settings themselves
    style = (style or "").lower()
    return style if style in ERROR_FORMATS else "enhanced"


def _write(message: str) -> None:
    sys.stderr.write(f"\n{program()}: [ERROR]: {message.strip()}\n")


def _write_details(info: dict[str, Any]) -> None:
    details = {name: value for name, value in info.items() if name not in _KNOWN}
    if details:
        sys.stderr.write("\nAdditional error details:\n")
    for name, value in details.items():
        sys.stderr.write(f"{name}: {_inline(value)}\n")


def _inline(value: Any) -> str:
    entries = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    if entries is None:
        return str(value)
    if len(value) >= _INLINE or any(isinstance(entry, (dict, list)) for entry in entries):
        return "<complex value> (Use --cli-error-format with json or yaml to see full details)"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {entry}" for name, entry in value.items()) + "}"
    return f"[{', '.join(map(str, value))}]"


def _write_structured(info: dict[str, Any], style: str, context: Context | None) -> None:
    if style == "json":
        from .output.json import to_json

        text = f"{to_json(info)}\n"
    elif style == "yaml":
        from .output.yaml import to_yaml

        text = to_yaml(info)
    elif style == "text":
        from .output.text import to_text

        text = to_text(info)
    else:
        from .output.table import to_table

        text = to_table(info, "error", width=80 if context is None else context.width())
    sys.stderr.write(text)
