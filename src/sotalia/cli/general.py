"""The options that every command takes, anywhere on its line."""

from __future__ import annotations

from .words import NONE, Option, table, take_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Sequence
    from typing import Any

OUTPUTS = ("json", "text", "table", "yaml", "yaml-stream", "off", "csv", "jsonl")
ERROR_FORMATS = ("legacy", "json", "yaml", "text", "table", "enhanced")
BINARY_FORMATS = ("base64", "raw-in-base64-out")

#: Option, and what help says of it.
ROWS: tuple[tuple[Option, str], ...] = (
    (Option("--debug", NONE), "Tell on stderr what is done."),
    (Option("--endpoint-url"), "Send to this URL instead of the service's own."),
    (Option("--no-verify-ssl", NONE, target="verify", value=False), "Do not verify TLS certificates."),
    (Option("--no-paginate", NONE, target="paginate", value=False), "Make one call, for the first page only."),
    (Option("--output", choices=OUTPUTS), "How to print the result: " + ", ".join(OUTPUTS) + "."),
    (Option("--query"), "A JMESPath expression; what it finds in the result is printed."),
    (Option("--profile"), "The profile of AWS's files to use."),
    (Option("--region"), "The region to call."),
    (Option("--version", NONE), "Print the version."),
    (Option("--color", choices=("on", "off", "auto")), "Whether to colour tables: on, off, or auto, on terminals."),
    (Option("--no-sign-request", NONE, target="sign", value=False), "Do not sign requests; needs no credentials."),
    (Option("--ca-bundle"), "A file of certificates to trust instead of the built-in ones."),
    (Option("--cli-read-timeout", number="int"), "Seconds that nothing may come; 0 for no limit (default: 60)."),
    (Option("--cli-connect-timeout", number="int"), "Seconds that connecting may take; 0 for no limit (default: 60)."),
    (
        Option("--cli-binary-format", choices=BINARY_FORMATS),
        "How binary values are written on the line: base64 (default), or raw-in-base64-out, as they are.",
    ),
    (Option("--no-cli-pager", NONE, target="pager", value=False), "Do not show the result in a pager."),
    (Option("--cli-auto-prompt", NONE), "Not offered: prompt for the parameters."),
    (Option("--no-cli-auto-prompt", NONE, target="cli-auto-prompt", value=False), "Do not prompt."),
    (Option("--cli-error-format", choices=ERROR_FORMATS), "How to print errors: " + ", ".join(ERROR_FORMATS) + "."),
)
OPTIONS = table(option for option, _ in ROWS)


class General:
    """The values of these options on one line; None, or the attribute's default, where they are not given."""

    def __init__(self, values: dict[str, Any]) -> None:
        get = values.get
        self.values = values
        self.debug: bool = get("debug", False)
        self.endpoint_url: str | None = get("endpoint-url")
        self.verify: bool = get("verify", True)
        self.paginate: bool = get("paginate", True)
        self.output: str | None = get("output")
        self.query: str | None = get("query")
        self.profile: str | None = get("profile")
        self.region: str | None = get("region")
        self.version: bool = get("version", False)
        self.color: str = get("color", "auto")
        self.sign: bool = get("sign", True)
        self.ca_bundle: str | None = get("ca-bundle")
        self.read_timeout: int | None = get("cli-read-timeout")
        self.connect_timeout: int | None = get("cli-connect-timeout")
        self.binary_format: str | None = get("cli-binary-format")
        self.pager: bool = get("pager", True)
        self.auto_prompt: bool = get("cli-auto-prompt", False)
        self.error_format: str | None = get("cli-error-format")


def take_general(words: Sequence[str], hidden: Container[str] = ()) -> tuple[dict[str, Any], list[str]]:
    """Return the values of these options on a line, and the other words.

    `hidden` are names that mean something else on this line. Raises InvalidLine.
    """
    options = OPTIONS if not hidden else {name: row for name, row in OPTIONS.items() if name not in hidden}
    found = take_options(words, options, keep_unknown=True)
    return found.values, found.plain
