"""What DynamoDB's numbers are in Python: `Decimal`, as in boto3, or `int` and `float` where these are exact.

DynamoDB's numbers have up to 38 decimal digits and exponents from -130 to 125. Zeros at the end of a longer number do
not count, and DynamoDB writes 100 of them for 1E+100. A type is exact for a number that it gives back unchanged. An
`int` is so with up to 38 digits; longer ones have more than a number can have. A `float` is so where it is printed
as that number: 0.1 is, 0.12345678901234567890 is not, and stays a Decimal.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
"""

from __future__ import annotations

from decimal import Decimal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Context
    from typing import Any


#: How many digits a number can have.
_DIGITS = 38
#: The exponent of the smallest number.
_LEAST = -130


class Numbers:
    """A policy for numbers: `Numbers(int, float)`.

    - `integers`: what whole numbers become, `Decimal` (the default) or `int`;
    - `fractions`: what all others become, `Decimal` (the default) or `float`; numbers that neither `int` nor `float`
      holds exactly stay Decimals;
    - `floats`: whether floats may be written; by default where `fractions` is `float`. They are written as Python
      prints them. NaN and the infinities are no numbers of DynamoDB's.

    Without `floats` a float raises TypeError when it is written, as in boto3. What is written as 3.0 comes back as 3.
    Policies with the same settings are equal. They pickle.
    """

    __slots__ = ("_closures", "floats", "fractions", "integers")

    def __init__(self, integers: type = Decimal, fractions: type = Decimal, *, floats: bool | None = None) -> None:
        if integers not in (Decimal, int):
            raise ValueError(f"integers must be Decimal or int, not {integers!r}.")
        if fractions not in (Decimal, float):
            raise ValueError(f"fractions must be Decimal or float, not {fractions!r}.")
        self.integers = integers
        self.fractions = fractions
        self.floats = fractions is float if floats is None else floats
        #: What `types` compiles for this policy.
        self._closures: Any = None

    def reader(self, context: Context) -> Callable[[str], Any]:
        """Return the function from a number's text to the number; `context` makes boto3's Decimals."""
        whole, fraction = self.integers is int, self.fractions is float
        if not whole and not fraction:
            return context.create_decimal

        def read(text: str) -> Any:
            if whole and len(text) <= _DIGITS and "." not in text and "E" not in text and "e" not in text:
                return int(text)
            exact = Decimal(text)
            integral = exact == exact.to_integral_value()
            if whole and integral and exact.adjusted() < _DIGITS:
                return int(exact)
            if fraction and (whole or not integral):
                number = float(text)
                shortest = repr(number)
                if shortest == text or Decimal(shortest) == exact:
                    return number
            return exact

        return read

    def exactly(self, value: Any, context: Context) -> Decimal | None:
        """Return a number that `context` has refused, if it fits into the digits that the context allows; else None.

        The context calls it rounding, too, when zeros are cut off that a number has at its end, and clamping when a
        zero has a large exponent; and it counts the digits of the smallest numbers from the wrong end.
        """
        number = Decimal(repr(value) if isinstance(value, float) else value)
        if not number.is_finite():
            return None
        if not number:
            return Decimal(0)
        digits = len("".join(map(str, number.as_tuple().digits)).rstrip("0"))
        if digits > context.prec or not _LEAST <= number.adjusted() <= context.Emax:
            return None
        return number

    def writer(self, context: Context) -> Callable[[Any], str]:
        """Return the function from a number to its text.

        It raises TypeError for what is not finite, and the decimal module's own errors for what `context` traps: too
        many digits, too large, too small.
        """
        create = context.create_decimal

        def write(value: Any) -> str:
            number = create(value)
            if number.is_finite():
                return str(number)
            raise TypeError("Infinity and NaN not supported")

        if not self.floats:
            return write
        return lambda value: write(float.__repr__(value) if isinstance(value, float) else value)

    def __eq__(self, other: object) -> bool:
        return type(other) is Numbers and self.__reduce__() == other.__reduce__()

    def __hash__(self) -> int:
        return hash((self.integers, self.fractions, self.floats))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.integers, self.fractions, self.floats)

    def __repr__(self) -> str:
        return f"Numbers({self.integers.__name__}, {self.fractions.__name__}, floats={self.floats})"


def _rebuild(integers: type, fractions: type, floats: bool) -> Numbers:
    return Numbers(integers, fractions, floats=floats)


#: boto3's policy: every number is a Decimal, and floats are refused.
DECIMALS = Numbers()
#: int for whole numbers, float for others where it is exact, and floats may be written.
NATIVE = Numbers(int, float)
