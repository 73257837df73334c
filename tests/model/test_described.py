"""Methods, properties and classes whose descriptions are worked out when somebody looks."""

from __future__ import annotations

import inspect
import pydoc

import pytest

from sotalia.model.described import ClassDoc, Described, DescribedMethod, ImportedMethod, InheritedMethod


class Greeting(DescribedMethod):
    """A method that greets."""

    __slots__ = ("asked",)

    def __init__(self, name):
        super().__init__("Person", name)
        self.asked = []

    def __call__(self, person, /, *args, **kwargs):
        self._refuse_positions(args)
        return person, kwargs

    def _describe(self):
        self.asked.append("docstring")
        return f"The docstring of {self.__name__}."

    def _signature(self):
        self.asked.append("signature")
        return inspect.signature(lambda self, *, loud=None: None)


class Person:
    greet = Greeting("greet")


def test_a_method_is_called_with_what_it_was_looked_up_on():
    person = Person()
    assert person.greet(loud=True) == (person, {"loud": True})
    assert Person.greet(person) == (person, {})


def test_it_is_described_when_somebody_looks_and_not_before():
    greet = Person.greet
    greet.asked.clear()
    Person().greet()
    assert greet.asked == []
    assert Person().greet.__doc__ == Person.greet.__doc__ == "The docstring of greet."
    assert str(inspect.signature(Person().greet)) == "(*, loud=None)"
    assert greet.asked == ["docstring", "docstring", "signature"]
    assert repr(greet) == "<method Person.greet>"


def test_a_subclass_without_a_docstring_describes_its_methods_too():
    class Quiet(Greeting):
        __slots__ = ()

    assert Quiet("hush").__doc__ == "The docstring of hush."
    assert Quiet.__doc__ is None


def test_the_class_of_a_method_keeps_its_own_docstring():
    assert Greeting.__doc__ == "A method that greets."
    assert "A method that greets." in pydoc.render_doc(Greeting)


def test_what_takes_keywords_only_says_so_by_its_name():
    with pytest.raises(TypeError, match=r"^greet\(\) only accepts keyword arguments\.$"):
        Person().greet(1)


def test_a_docstring_that_is_worked_out_cannot_be_set():
    with pytest.raises(AttributeError, match="worked out"):
        Person.greet.__doc__ = "mine"


def test_a_property_can_be_described_though_python_sets_its_docstring():
    class Attribute(Described, property):
        def _describe(self):
            return "worked out"

    assert Attribute(lambda self: 1).__doc__ == "worked out"


class Base:
    def run(self, **kwargs):
        """Run."""
        return "base", kwargs


class Made(Base):
    run = InheritedMethod(Base, "somewhere", "Made", "run", "{} and {}".format, "one", "other")


def test_an_inherited_method_does_what_the_base_does_by_then(monkeypatch):
    assert Made().run(a=1) == ("base", {"a": 1})
    monkeypatch.setattr(Base, "run", lambda self, **kwargs: "patched")
    assert Made().run(a=1) == "patched"
    with pytest.raises(TypeError, match=r"run\(\) only accepts keyword arguments"):
        Made().run(1)


def test_an_inherited_method_has_a_docstring_of_its_own_and_its_bases_signature():
    assert Made.run.__doc__ == "one and other"
    assert (Made.run.__module__, Made.run.__qualname__) == ("somewhere", "Made.run")
    assert str(inspect.signature(Made().run)) == "(**kwargs)"


def test_an_imported_method_is_a_function_of_another_module():
    class Text:
        title = ImportedMethod("string:capwords", awaited=False)

        def split(self, sep):
            return ["a", "b"]

    from string import capwords

    assert Text.title is capwords
    assert Text().title() == "A B"


@pytest.mark.parametrize(("awaited", "side"), [(False, "_sync"), (True, "_async")])
def test_an_imported_method_is_of_the_side_that_its_class_is_of(awaited, side):
    class Table:
        scan_parallel = ImportedMethod("sotalia.dynamodb.{side}.table:scan_parallel", awaited)

    assert Table.scan_parallel.__module__ == f"sotalia.dynamodb.{side}.table"


def test_a_class_is_described_by_what_its_description_is_made_of():
    made = type("Made", (), {"__doc__": ClassDoc("of {}".format, "clay")})
    assert made.__doc__ == made().__doc__ == "of clay"
