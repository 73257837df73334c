"""Methods, attributes and classes whose descriptions are worked out when they are read.

A client has up to 700 methods, and programs call a few of them without ever reading their docstrings. So a method is an
object that knows its names; docstring and signature are worked out for `help()` and `inspect.signature()`. Such
methods are operations (`clients.methods`), `paginate`, `wait`, and those of resources and collections.
"""

from __future__ import annotations

import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Docstring:
    """The `__doc__` of a class whose objects are described one by one. The class itself has the docstring it came with.

    Python puts a `__doc__` into every class, which hides its base's: so each class needs one of these.
    """

    __slots__ = ("_of_class",)

    def __init__(self, of_class: str | None) -> None:
        self._of_class = of_class

    def __get__(self, thing: Any, owner: Any = None) -> str | None:
        return self._of_class if thing is None else thing._describe()

    def __set__(self, thing: Any, text: Any) -> None:
        # A property passes on its getter's docstring when it is made; that is of no use here.
        if not isinstance(thing, property):
            raise AttributeError("This docstring is worked out from the service's model.")


class Described:
    """Base of classes whose objects have docstrings of their own, which `_describe()` returns."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        cls.__doc__ = Docstring(cls.__doc__)  # type: ignore[assignment]

    def _describe(self) -> str:
        raise NotImplementedError


class DescribedMethod(Described):
    """Base of methods: looked up on an object, one is bound to that object."""

    __slots__ = ("__name__", "__qualname__")

    def __init__(self, class_name: str, name: str) -> None:
        self.__name__ = name
        self.__qualname__ = f"{class_name}.{name}"

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    def __call__(self, instance: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call the method on `instance`."""
        raise NotImplementedError

    @property
    def __signature__(self) -> Any:
        return self._signature()

    def _signature(self) -> Any:
        raise NotImplementedError

    def _refuse_positions(self, args: tuple[Any, ...]) -> None:
        """Raise TypeError if there are `args`: parameters of operations have no order."""
        if args:
            raise TypeError(f"{self.__name__}() only accepts keyword arguments.")

    def __repr__(self) -> str:
        return f"<method {self.__qualname__}>"


class InheritedMethod(DescribedMethod):
    """A method that a class has from its base, with a docstring of its own: `describe(*arguments)`.

    Each call looks the base's method up anew, since programs patch it. `module` becomes its `__module__`.
    """

    __slots__ = ("_arguments", "_base", "_describe_by", "_module")

    def __init__(
        self, base: type[Any], module: str, class_name: str, name: str, describe: Callable[..., str], *arguments: Any
    ) -> None:
        super().__init__(class_name, name)
        self._base = base
        self._module = module
        self._describe_by = describe
        self._arguments = arguments

    def __call__(self, instance: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Do what the base does; it takes keyword arguments only."""
        self._refuse_positions(args)
        return getattr(self._base, self.__name__)(instance, **kwargs)

    def _describe(self) -> str:
        return self._describe_by(*self._arguments)

    def _signature(self) -> Any:
        import inspect

        return inspect.signature(getattr(self._base, self.__name__))

    @property
    def __module__(self) -> str:  # type: ignore[override]
        return self._module


class ImportedMethod:
    """A method whose function is in another module (see `imported`), which is imported when the method is looked up."""

    __slots__ = ("_place",)

    def __init__(self, place: str, awaited: bool) -> None:
        self._place = place.format(side="_async" if awaited else "_sync")

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        function = imported(self._place)
        return function if instance is None else function.__get__(instance, owner)


def imported(place: str) -> Any:
    """Import a module and return one of its functions; `place` is `module:function`."""
    module, _, name = place.partition(":")
    # importlib would cost more than all else that making a class of resources does.
    return getattr(__import__(module, fromlist=[name]), name)


class ClassDoc:
    """The docstring of a class: `describe(*arguments)`."""

    __slots__ = ("_arguments", "_describe_by")

    def __init__(self, describe: Callable[..., str], *arguments: Any) -> None:
        self._describe_by = describe
        self._arguments = arguments

    def __get__(self, instance: Any, owner: Any = None) -> str:
        return self._describe_by(*self._arguments)
