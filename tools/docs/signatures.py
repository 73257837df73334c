"""How functions are called, and what their docstrings begin with."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any


def first_line(text: str | None) -> str:
    """Return the first paragraph of a docstring in one line."""
    return " ".join((text or "").strip().split("\n\n")[0].split())


def signature_text(name: str, value: Any, skipped: int = 0) -> str:
    """Return a call's form, one parameter per line where it is long, without the first `skipped` ones."""
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return name
    parameters = [each.replace(annotation=_Bare.of(each.annotation)) for each in signature.parameters.values()][
        skipped:
    ]
    signature = signature.replace(parameters=parameters, return_annotation=_Bare.of(signature.return_annotation))
    line = f"{name}{signature}"
    if len(line) <= 90:
        return line
    return f"{name}(\n" + "".join(f"    {part},\n" for part in _parts(signature)) + ")"


def _parts(signature: inspect.Signature) -> Iterator[str]:
    """Yield the parameters as they are written, with the marks between them."""
    before: Any = None
    for parameter in signature.parameters.values():
        kind = parameter.kind
        if before is parameter.POSITIONAL_ONLY and kind is not parameter.POSITIONAL_ONLY:
            yield "/"
        if kind is parameter.KEYWORD_ONLY and before not in (parameter.KEYWORD_ONLY, parameter.VAR_POSITIONAL):
            yield "*"
        before = kind
        yield str(parameter)


class _Bare:
    """An annotation that is shown as it is written, without the quotes of a text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text

    @staticmethod
    def of(annotation: Any) -> Any:
        """Return what stands for an annotation."""
        return _Bare(annotation) if isinstance(annotation, str) else annotation
