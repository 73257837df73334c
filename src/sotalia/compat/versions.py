"""What `importlib.metadata` says of the packages that Sotalia does as: their names and versions."""

from __future__ import annotations

from importlib.metadata import Distribution, DistributionFinder, MetadataPathFinder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any


def distributions(
    name: str | None, versions: Mapping[str, str], installed: Callable[[str], Any]
) -> Iterator[Distribution]:
    """Yield the distributions of this name; all of them for None. `installed` tells whether there is another."""
    wanted = None if name is None else name.replace("_", "-").lower()
    for package, version in versions.items():
        if wanted in (None, package):
            found: Iterator[Distribution] = iter(())
            if installed(package) is not None:
                found = iter(MetadataPathFinder.find_distributions(DistributionFinder.Context(name=package)))
            yield AliasDistribution(package, version, next(found, None))


class AliasDistribution(Distribution):
    """One package: the installed one's facts, where there is one, with the version that Sotalia does as."""

    def __init__(self, name: str, version: str, own: Distribution | None) -> None:
        self._name, self._version, self._own = name, version, own

    def read_text(self, filename: str) -> str | None:
        """Return a file of the distribution, or None."""
        text = None if self._own is None else self._own.read_text(filename)
        if filename != "METADATA":
            return text
        if text is None:
            return f"Metadata-Version: 2.1\nName: {self._name}\nVersion: {self._version}\n"
        lines = [f"Version: {self._version}" if line.startswith("Version:") else line for line in text.splitlines()]
        return "\n".join(lines)

    def locate_file(self, path: Any) -> Any:
        """Return where a file of the installed distribution is."""
        if self._own is None:
            raise FileNotFoundError(f"{self._name} is not installed: Sotalia does as it.")
        return self._own.locate_file(path)
