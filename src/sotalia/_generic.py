"""`Of[Item]`, a base for classes that type checkers know by what they hold: `class PageIterator(Of[Item])`.

That is `typing.Generic` to them. When a program runs, it is an empty class, since `typing` takes longer to load than a
client to make; `PageIterator[X]` can be written all the same, and holds on to `X`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Generic

    from typing_extensions import TypeVar

    Item = TypeVar("Item", default=dict[str, Any])

    class Of(Generic[Item]):
        """A class of holders of `Item`."""

        __slots__ = ()
else:
    from types import GenericAlias

    Item = None

    class Of:
        """A class of holders of something."""

        __slots__ = ()

        __class_getitem__ = classmethod(GenericAlias)
