"""Sizes as people read and write them."""

from __future__ import annotations

_UNITS = ("Bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
_SUFFIXES = {"kb": 10, "mb": 20, "gb": 30, "tb": 40, "kib": 10, "mib": 20, "gib": 30, "tib": 40}


def human_size(size: float) -> str:
    """Return a size as people read it: `1.5 MiB`. What would be shown as 1024 of a unit is 1.0 of the next."""
    if size == 1:
        return "1 Byte"
    if size < 1024:
        return f"{int(size)} Bytes"
    number, at = size / 1024, 1
    while round(number) >= 1024 and at < len(_UNITS) - 1:
        number /= 1024
        at += 1
    return f"{number:.1f} {_UNITS[at]}"


def bytes_of(text: str) -> int:
    """Return how many bytes a text such as `8MB` or `5GiB` means; units are powers of 1024. Raises ValueError."""
    lower = text.strip().lower()
    for length in (3, 2):
        shift = _SUFFIXES.get(lower[-length:])
        if shift is not None:
            return int(lower[:-length]) << shift
    try:
        return int(lower)
    except ValueError:
        raise ValueError(f"Invalid size value: {text}") from None
