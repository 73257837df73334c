"""What making a client imports: nothing that costs more than the work itself."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("re", "json", "typing", "enum", "urllib.parse", "logging", "dataclasses", "inspect", "ipaddress", "jmespath")


def imported_by(statement: str) -> set[str]:
    program = f"import sys; before = set(sys.modules); {statement}; print(*(set(sys.modules) - before))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {program}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_binding_a_client_imports_nothing_heavy():
    found = imported_by("import sotalia.endpoint.client, sotalia.endpoint.regions, sotalia.endpoint.configured")
    assert found.isdisjoint(HEAVY)
    assert found.isdisjoint({"sotalia.endpoint.rules", "sotalia.endpoint.params", "sotalia.endpoint.compile"})


def test_resolving_an_endpoint_imports_nothing_heavy_either():
    assert imported_by("import sotalia.endpoint.resolver, sotalia.endpoint.urls").isdisjoint(HEAVY)
