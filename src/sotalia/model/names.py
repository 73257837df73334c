"""Names: `ListBuckets` and `list_buckets`, the names that a user may have meant, the names of functions in errors.

The rule for CamelCase to snake_case is the one boto3 users know, with the operation names that break it in a table.
The names of all built-in operations are computed at build time (see `compile`), so that making a client runs none of
this; `difflib` is imported when first needed.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

#: Words that the rule would tear apart (`WhatsApp` -> `whats_app`), and the operations in which they stay whole. The
#: list is closed: AWS's older names with the same words were torn apart, and stay so.
_WHOLE_WORDS = {
    "iSCSI": "CreateCached*Volume DescribeCached*Volumes DescribeStored*Volumes CreateStored*Volume",
    "HITs": "List*ForQualificationType",
    "PartiQL": "Execute*Statement Execute*Transaction Execute*Batch",
    "OAuth2": "Create*Token Create*TokenWithIAM Introspect*TokenWithIAM Revoke*TokenWithIAM",
    "WhatsApp": """
        Associate*BusinessAccount Create*Dataset Create*Flow Create*MessageTemplate
        Create*MessageTemplateFromLibrary Create*MessageTemplateMedia Delete*Flow Delete*MessageMedia
        Delete*MessageTemplate Deprecate*Flow Disassociate*BusinessAccount GetLinked*BusinessAccount
        GetLinked*BusinessAccountPhoneNumber Get*BusinessPublicKey Get*CallPermission Get*Flow Get*FlowPreview
        Get*MessageMedia Get*MessageTemplate ListLinked*BusinessAccounts List*FlowAssets List*Flows
        List*MessageTemplates List*TemplateLibrary Post*MessageMedia Publish*Flow Put*BusinessPublicKey
        Put*BusinessAccountEventDestinations Send*ConversionEvent Send*Message Send*CallEvent Update*Flow
        Update*FlowAssets UpdateLinked*BusinessAccountPhoneNumber Update*MessageTemplate
    """,
    "OTel": "Get*Enrichment Start*Enrichment Stop*Enrichment Update*Enrichment",
}

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SMALL = frozenset("abcdefghijklmnopqrstuvwxyz")
_SMALL_OR_DIGIT = _SMALL | frozenset("0123456789")

_cache: dict[tuple[str, str], str] = {}
#: Names with words that stay whole → the same with words as the rule knows them; made when first needed.
_whole: dict[str, str] = {}


def xform_name(name: str, sep: str = "_", _xform_cache: dict[tuple[str, str], str] | None = None) -> str:
    """Return `name` in lower case, its words joined by `sep`: `GetObject` -> `get_object`.

    A name that contains `sep` already is returned as it is. `_xform_cache` maps `(name, sep)` to results, and new ones
    are added to it: boto3 has that argument, and programs use it.
    """
    if sep in name:
        return name
    cache = _cache if _xform_cache is None else _xform_cache
    key = (name, sep)
    result = cache.get(key)
    if result is None:
        result = cache[key] = _convert(name, sep)
    return result


def _convert(name: str, sep: str) -> str:
    """Apply the rule. It is written without regular expressions: a first call imports `re` for nothing else."""
    if not _whole:
        for word, patterns in _WHOLE_WORDS.items():
            _whole.update((each.replace("*", word), each.replace("*", word.capitalize())) for each in patterns.split())
    name = _whole.get(name, name)
    stem = name.removesuffix("s")
    acronym = stem[len(stem.rstrip(_CAPITALS)) :]
    if stem != name and len(acronym) > 1:  # GatewayARNs, ListWebACLs
        name = f"{stem[: -len(acronym)]}{sep}{acronym.lower()}s"
    result = name[:1]
    for before, letter, after in zip(name, name[1:], f"{name[2:]} ", strict=False):
        if letter in _CAPITALS and (after in _SMALL or before in _SMALL_OR_DIGIT):
            result += sep
        result += letter
    return result.lower()


def hyphenize_service_id(service_id: str) -> str:
    """Return the form of a service id that event names use: `Cost Explorer` -> `cost-explorer`."""
    return service_id.replace(" ", "-").lower()


def near(name: str, candidates: Iterable[str], limit: int = 5) -> list[str]:
    """Return up to `limit` of the `candidates` that look like `name`, best first; an empty list when none does.

    Case, hyphens and underscores do not count; a candidate that contains the name, or is contained in it, is near.
    """
    import difflib

    def plain(text: str) -> str:
        return text.lower().replace("-", "").replace("_", "")

    target = plain(name)
    scores = []
    for candidate in candidates:
        other = plain(candidate)
        if not target or not other:
            continue
        score = difflib.SequenceMatcher(None, target, other).ratio()
        if len(target) > 2 and len(other) > 2 and (target in other or other in target):
            score = max(score, 0.7)
        if len(target) == len(other) <= 3 and sum(map(str.__ne__, target, other)) == 1:
            score = max(score, 0.6)  # one letter of two or three is wrong: much by proportion, little to a typist
        if score >= 0.6:
            scores.append((-score, candidate))
    return [candidate for _, candidate in sorted(scores)[:limit]]


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """Return the question for an error about an unknown name: `Did you mean 'a' or 'b'?`; "" when no other is near."""
    close = near(name, candidates)
    return f"Did you mean {' or '.join(map(repr, close))}?" if close else ""


class Unknown(str):
    """A text about an unknown name; where it is shown (`str()`, `repr()`), a question follows it.

    `question` is what `did_you_mean` returns, or a function that returns it: looking at 700 names takes milliseconds,
    and programs that call `hasattr` never show the error. For comparisons it is the text alone.
    """

    __slots__ = ("_question",)
    if TYPE_CHECKING:
        _question: str | Callable[[], str]

    def __new__(cls, text: str, question: str | Callable[[], str]) -> Unknown:
        """Make one."""
        instance = str.__new__(cls, text)
        instance._question = question
        return instance

    def _with_question(self, text: str) -> str:
        question = self._question
        if not isinstance(question, str):
            question = self._question = question()
        return f"{text}. {question}" if question else text

    def __str__(self) -> str:
        return self._with_question(str.__str__(self))

    def __repr__(self) -> str:
        return self._with_question(str.__repr__(self))

    def __reduce__(self) -> tuple[Any, ...]:
        self._with_question("")
        return Unknown, (str.__str__(self), self._question)


def unknown_attribute(thing: Any, name: str) -> AttributeError:
    """Return the error for an attribute that `thing` does not have, which names the near ones when it is shown."""
    cls = type(thing)
    text = f"{cls.__name__!r} object has no attribute {name!r}"
    if not name.startswith("_"):
        text = Unknown(text, lambda: did_you_mean(name, [other for other in dir(cls) if not other.startswith("_")]))
    # With an `obj`, Python's traceback would ask the same question again.
    return AttributeError(text, name=name, obj=None)


class Suggests:
    """Base of what users hold: the error for an attribute that does not exist names the near ones."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if hasattr(type(self), name):
                return object.__getattribute__(self, name)  # a property raised AttributeError: let it say why
            raise unknown_attribute(self, name)


def shown_as(class_name: str, cls: type) -> None:
    """Have TypeErrors for wrong arguments name the methods of `cls` as those of `class_name`, which users know."""
    for name, value in vars(cls).items():
        if value.__class__ is _Function:
            value.__qualname__ = f"{class_name}.{name}"


_Function = type(shown_as)


def as_called(shown_name: str, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call `function`, and have a TypeError for wrong arguments name it `shown_name`, as the user did."""
    try:
        return function(*args, **kwargs)
    except TypeError as error:
        real = f"{getattr(function, '__qualname__', '')}()"
        text = str(error)
        # An error with no frame below this one is about the arguments: nothing of the function has run. So is one
        # from further in that `wrong_arguments` made for `function`.
        below = error.__traceback__ is None or error.__traceback__.tb_next is not None
        if (below and getattr(error, _SHOWN, None) != real) or not text.startswith(real):
            raise
        raise wrong_arguments(shown_name, text[len(real) :]) from None


def wrong_arguments(shown_name: str, fault: str) -> TypeError:
    """Return the error for wrong arguments to the function that the user knows as `shown_name`."""
    error = TypeError(f"{shown_name}(){fault}")
    setattr(error, _SHOWN, f"{shown_name}()")
    return error


#: The attribute of a TypeError for wrong arguments that says which function it names.
_SHOWN = "_sotalia_shown"
