"""What is different between two packs, and which of it may break programs that work with the older one."""

from __future__ import annotations

from ..model.builtin import builtin_service, compiled_from
from ..model.raw import raw_service

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..model.pack import Entry, Pack

    Json = dict[str, Any]


class Changes:
    """What came, what went, and what may break programs; each a sorted list of texts."""

    def __init__(self) -> None:
        self.services: list[str] = []
        self.removed_services: list[str] = []
        #: As `service.operation`, also those of `services`.
        self.operations: list[str] = []
        #: In words, services and operations that went among them.
        self.breaking: list[str] = []

    def summary(self) -> str:
        """Return all of it in one line."""
        counts = (
            (len(self.services), "new service", "new services"),
            (len(self.operations), "new operation", "new operations"),
            (len(self.breaking), "breaking change", "breaking changes"),
        )
        return ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts)


def compare(old: Pack, new: Pack) -> Changes:
    """Return what is different in the newest version of each service. Raises MalformedModelError."""
    changes = Changes()
    before, after = _newest(old), _newest(new)
    same = compiled_from(old).digests.items() & compiled_from(new).digests.items()
    unchanged = {name for name, _ in same}
    changes.services = sorted(after.keys() - before.keys())
    changes.removed_services = sorted(before.keys() - after.keys())
    changes.breaking += [f"{name}: the service is gone" for name in changes.removed_services]
    for name, entry in sorted(after.items()):
        if name in unchanged:
            continue
        theirs = before.get(name)
        model = _raw(entry)
        known = {} if theirs is None else _raw(theirs)
        operations = known.get("operations", {})
        changes.operations += [f"{name}.{operation}" for operation in sorted(model["operations"].keys() - operations)]
        changes.breaking += [f"{name}.{text}" for text in _breaking(known, model)] if known else []
    return changes


def _newest(pack: Pack) -> dict[str, Entry]:
    return {entry.name: entry for entry in pack.entries() if "s" in entry.kinds}


def _raw(entry: Entry) -> Json:
    return raw_service(builtin_service(entry))


def _breaking(old: Json, new: Json) -> Iterator[str]:
    for name, operation in sorted(old["operations"].items()):
        other = new["operations"].get(name)
        if other is None:
            yield f"{name}: the operation is gone"
            continue
        for side in ("input", "output"):
            before, after = (_shape(each.get(side)) for each in (operation, other))
            if before and after:
                yield from _Pair(old, new, is_input=side == "input").differences(name, before, after)


def _shape(reference: Json | None) -> str:
    return (reference or {}).get("shape") or ""


class _Pair:
    """Two models whose shapes are compared from one operation on, each pair once."""

    def __init__(self, old: Json, new: Json, *, is_input: bool) -> None:
        self._old: Json = old["shapes"]
        self._new: Json = new["shapes"]
        self._is_input = is_input

    def differences(self, place: str, old: str, new: str) -> Iterator[str]:
        """Yield in words what breaks programs in what is reached from these two shapes, which stand at `place`."""
        waiting, seen = [(place, old, new)], set()
        while waiting:
            place, old, new = waiting.pop()
            if (old, new) in seen:
                continue
            seen.add((old, new))
            before, after = self._old.get(old, {}), self._new.get(new, {})
            if before.get("type") != after.get("type"):
                yield f"{place}: it was {_a(before)} and is {_a(after)}"
                continue
            yield from self._members(place, before, after)
            waiting += reversed(list(_below(place, before, after)))

    def _members(self, place: str, before: Json, after: Json) -> Iterator[str]:
        what = "parameter" if self._is_input else "part of the reply"
        for name in before.get("members", {}):
            if name not in after.get("members", {}):
                yield f"{place}.{name}: the {what} is gone"
        if self._is_input:
            for name in sorted({*after.get("required", ())} - {*before.get("required", ())}):
                yield f"{place}.{name}: the parameter is required now"


def _below(place: str, before: Json, after: Json) -> Iterator[tuple[str, str, str]]:
    for name, member in before.get("members", {}).items():
        other = after.get("members", {}).get(name)
        if other is not None:
            yield f"{place}.{name}", _shape(member), _shape(other)
    for part, suffix in (("member", "[]"), ("key", "{}"), ("value", "{}")):
        if part in before and part in after:
            yield place + suffix, _shape(before[part]), _shape(after[part])


def _a(shape: Json) -> str:
    return f"of type {shape.get('type', 'unknown')}"
