"""The text of AWS's config and credentials files, as dicts.

The grammar is that of Python's `configparser` with its default settings, since this is what AWS's Python tools read
those files with (https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html is stricter and silent on much):

- a section starts with `[name]` and lasts until the next one; a name comes once; `[DEFAULT]` lends its options to all;
- an option is `name = value` or `name : value`; its name is lower-cased and comes once in a section;
- a line that is indented deeper than the option's first line continues the value; empty lines do not end it;
- lines that start with `#` or `;` are comments; there are none behind a value;
- a value that starts with a line break holds nested options, one `name = value` per line, names taken as they are.

Law: the error for a malformed file names the line, never its content, which may be a secret.
"""

from __future__ import annotations

from ..errors import ConfigParseError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    #: Section name → option name → value, or a dict of nested options.
    Sections = dict[str, dict[str, Any]]

#: The section whose options all others inherit. (Not the profile `default`.)
_DEFAULTS = "DEFAULT"


def decode(data: bytes, path: str) -> str:
    """Return the text of a file's bytes; ConfigParseError when they are not UTF-8. A byte order mark is dropped."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise malformed(path, f"byte {error.start} is not UTF-8") from None


def parse(text: str, path: str, parse_subsections: bool = True) -> Sections:
    """Return the sections of a file's text; `path` is for the error only.

    With `parse_subsections` off, nested options stay text. Raises ConfigParseError.
    """
    defaults: dict[str, list[str]] = {}
    lines = _read_lines(text, path, defaults)
    sections: Sections = {}
    for name, options in lines.items():
        values: dict[str, Any] = {}
        for option, parts in {**options, **{key: defaults[key] for key in defaults if key not in options}}.items():
            value = "\n".join(parts).rstrip()
            values[option] = _nested_options(value, path) if parse_subsections and value.startswith("\n") else value
        sections[name] = values
    return sections


def profile_map(sections: Sections) -> dict[str, Any]:
    """Sort a config file's sections: profiles under `profiles`, and so on, the others as they are.

    `[default]` and `[profile NAME]` go under `profiles`, `[sso-session NAME]` under `sso_sessions`,
    `[services NAME]` under `services`. A name with blanks is quoted as in a shell. A section whose name is malformed
    is dropped.
    """
    profiles: Sections = {}
    sso_sessions: Sections = {}
    services: Sections = {}
    rest: dict[str, Any] = {}
    for header, options in sections.items():
        values = {name: dict(value) if isinstance(value, dict) else value for name, value in options.items()}
        if header.startswith("profile"):
            kind = profiles
        elif header.startswith("sso-session"):
            kind = sso_sessions
        elif header.startswith("services"):
            kind = services
        else:
            (profiles if header == "default" else rest)[header] = values
            continue
        words = split_words(header)
        if words is not None and len(words) == 2:
            kind[words[1]] = values
    return {**rest, "profiles": profiles, "sso_sessions": sso_sessions, "services": services}


def _read_lines(text: str, path: str, defaults: dict[str, list[str]]) -> dict[str, dict[str, list[str]]]:
    """Return section → option → lines of the value, and fill `defaults` likewise."""
    sections: dict[str, dict[str, list[str]]] = {}
    section: dict[str, list[str]] | None = None
    value: list[str] | None = None
    indent = 0
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        content = line.strip()
        if not content:
            if value is not None:
                value.append("")
            continue
        if content[0] in "#;":
            continue
        depth = len(line) - len(line.lstrip())
        if value is not None and depth > indent:
            value.append(content)
            continue
        indent = depth
        header = _header(content)
        if header is not None:
            if header in sections:
                raise malformed(path, f"line {number} opens a section that is there already")
            section = defaults if header == _DEFAULTS else sections.setdefault(header, {})
            value = None
        elif section is None:
            raise malformed(path, f"line {number} stands before the first section")
        else:
            name, first = _option(content, number, path)
            if name in section:
                raise malformed(path, f"line {number} sets an option that its section has already")
            value = section[name] = [first]
    return sections


def _header(content: str) -> str | None:
    """Return the name in `[name]`; whatever follows the last bracket is ignored."""
    end = content.rfind("]")
    return content[1:end] if content[0] == "[" and end > 1 else None


def _option(content: str, number: int, path: str) -> tuple[str, str]:
    ends = [at for at in (content.find("="), content.find(":")) if at >= 0]
    if not ends or not min(ends):
        raise malformed(path, f'line {number} is neither a section nor "name = value"')
    at = min(ends)
    return content[:at].rstrip().lower(), content[at + 1 :].strip()


def _nested_options(value: str, path: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for line in value.splitlines():
        if line and not line.isspace():
            name, equals, content = line.partition("=")
            if not equals:
                raise malformed(path, 'a line of nested options is not "name = value"')
            options[name.strip()] = content.strip()
    return options


def malformed(path: str, fault: str) -> ConfigParseError:
    """Return the error for a malformed file; `fault` must not show its content."""
    error = ConfigParseError(path=path, error=fault)
    error.add_note(f"{path}: {fault}")
    return error


def split_words(text: str) -> list[str] | None:
    """Split `text` into words as a POSIX shell does (blanks, quotes, backslashes); None when a quote is left open."""
    words: list[str] = []
    word: str | None = None
    quote = ""
    position, length = 0, len(text)
    while position < length:
        char = text[position]
        position += 1
        if quote:
            if char == quote:
                quote = ""
            elif char == "\\" and quote == '"':
                if position >= length:
                    return None
                # Between double quotes a backslash escapes only these two; before others it stands for itself.
                escaped = text[position]
                word = (word or "") + (escaped if escaped in '"\\' else char + escaped)
                position += 1
            else:
                word = (word or "") + char
        elif char in " \t\r\n":
            if word is not None:
                words.append(word)
                word = None
        elif char in "'\"":
            quote, word = char, word or ""
        elif char == "\\":
            if position >= length:
                return None
            word = (word or "") + text[position]
            position += 1
        else:
            word = (word or "") + char
    if quote:
        return None
    if word is not None:
        words.append(word)
    return words
