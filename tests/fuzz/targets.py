"""All parsers, by name."""

from __future__ import annotations

from tests.fuzz import events, heads, inifiles, moments, replies, rules
from tests.fuzz.judge import Target

MODULES = (replies, events, heads, inifiles, rules, moments)
TARGETS: dict[str, Target] = {target.name: target for module in MODULES for target in module.TARGETS}
