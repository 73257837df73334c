"""JMESPath expressions (https://jmespath.org/specification.html), each compiled once per process.

The library is imported when the first expression is compiled: it costs more than making a client.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Programs may make expressions of their data, without end; those of all models are some hundreds.
_MOST = 4096

_compiled: dict[str, Any] = {}


def compiled(expression: str) -> Any:
    """Return the compiled `expression`: an object with `search(value)`, `expression` and `parsed`; only read it.

    Raises jmespath.exceptions.ParseError, a ValueError, which shows the place in the expression.
    """
    found = _compiled.get(expression)
    if found is None:
        import jmespath

        if len(_compiled) >= _MOST:
            _compiled.clear()
        found = _compiled.setdefault(expression, jmespath.compile(expression))
    return found
