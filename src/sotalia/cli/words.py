"""The words of a line, and the options among them: the rules that Python's `argparse` has, which the AWS CLI uses.

A word that begins with a dash is an option, unless it is a lone dash, a negative number, or has a space in it. An
option is named in full or by a beginning that only one option has; `--name=value` is `--name value`. The last of
several wins.
"""

from __future__ import annotations

from .faults import bad_choice, bad_usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

#: How many words an option takes: none, one, one or none, any number.
NONE, ONE, MAYBE, MANY = range(4)


class Option:
    """An option of a line.

    - `name` has its dashes, `arity` says how many words it takes;
    - `target` is the key under which its value is kept, which several options may share;
    - `value` is what a flag sets, and what an option with one word or none has without one;
    - `choices` are the only values that it can have, unless there are none; `number` is "int" or "float" for those that
      must be numbers;
    - with `gathers` the value is a list: of pairs, the option's name and its value, one for each time that it, or
      another one with that target, is given.
    """

    __slots__ = ("arity", "choices", "gathers", "name", "number", "target", "value")

    def __init__(
        self,
        name: str,
        arity: int = ONE,
        *,
        target: str = "",
        value: Any = True,
        choices: Sequence[str] = (),
        number: str = "",
        gathers: bool = False,
    ) -> None:
        self.name = name
        self.arity = arity
        self.target = target or name[2:]
        self.value = value
        self.choices = choices
        self.number = number
        self.gathers = gathers


class Found:
    """What was found on a line: options' values by target, the other words in order, and words that nothing takes."""

    __slots__ = ("plain", "unknown", "values")

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.plain: list[str] = []
        self.unknown: list[str] = []

    def keep(self, option: Option, value: Any) -> None:
        """Keep the value that an option has been given."""
        if option.gathers:
            self.values.setdefault(option.target, []).append((option.name, value))
        else:
            self.values[option.target] = value


def is_option(word: str) -> bool:
    """Return whether a word looks like an option, known or not."""
    return len(word) > 1 and word[0] == "-" and " " not in word and not _is_number(word[1:])


def _is_number(text: str) -> bool:
    whole, point, fraction = text.partition(".")
    return whole.isdecimal() if not point else fraction.isdecimal() and (not whole or whole.isdecimal())


def table(options: Iterable[Option]) -> dict[str, Option]:
    """Return options by name; the later ones of a name win."""
    return {option.name: option for option in options}


def matching(word: str, options: Mapping[str, Option]) -> Option | None:
    """Return the option that a word without `=` names, or None. Raises InvalidLine for the beginning of several."""
    option = options.get(word)
    if option is None and word.startswith("--") and len(word) > 2:
        near = [name for name in options if name.startswith(word)]
        if len(near) > 1:
            raise bad_usage(f"ambiguous option: {word} could match {', '.join(near)}")
        option = options[near[0]] if near else None
    return option


def take_options(words: Sequence[str], options: Mapping[str, Option], *, keep_unknown: bool) -> Found:
    """Sort the words of a line.

    With `keep_unknown`, options that are not in the table stay among the plain words, for somebody who knows them.
    Raises InvalidLine for values that are missing, not wanted or not among the choices.
    """
    found = Found()
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word == "--":
            found.plain += words[at - 1 :] if keep_unknown else words[at:]
            break
        if not is_option(word) and word not in options:
            found.plain.append(word)
            continue
        name, equals, value = word.partition("=")
        option = options.get(word) or matching(name, options)
        if option is None:
            (found.plain if keep_unknown else found.unknown).append(word)
        elif equals and option.name != word:
            found.keep(option, _explicit(option, value))
        else:
            at = _following(option, words, at, found, options)
    return found


def _explicit(option: Option, value: str) -> Any:
    if option.arity == NONE:
        raise bad_usage(f"argument {option.name}: ignored explicit argument '{value}'")
    checked = _checked(option, value)
    return [checked] if option.arity == MANY else checked


def _following(option: Option, words: Sequence[str], at: int, found: Found, options: Mapping[str, Option]) -> int:
    """Take an option's words, of which the first is at `at`; return where the next option, or plain word, is."""
    if option.arity == NONE:
        found.keep(option, option.value)
        return at
    end = at
    while end < len(words) and not _ends_values(words[end], options) and (option.arity == MANY or end == at):
        end += 1
    if option.arity == ONE and end == at:
        raise bad_usage(f"argument {option.name}: expected one argument")
    values = [_checked(option, word) for word in words[at:end]]
    found.keep(option, values if option.arity == MANY else values[0] if values else option.value)
    return end


def _ends_values(word: str, options: Mapping[str, Option]) -> bool:
    return word == "--" or word in options or is_option(word)


def _checked(option: Option, value: str) -> Any:
    if option.number:
        try:
            return int(value) if option.number == "int" else float(value)
        except ValueError:
            raise bad_usage(f"argument {option.name}: invalid {option.number} value: '{value}'") from None
    if option.choices and value not in option.choices:
        raise bad_choice(option.name, value, option.choices)
    return value
