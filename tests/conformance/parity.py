"""What the sections of a run share: the clients of a service on both sides, what differs, and the tally of it."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator
from typing import Any

import boto3

from tests.conformance.accepted import Accepted
from tests.conformance.compare import Difference, outcome_difference, request_difference
from tests.conformance.exchanges import Exchange
from tests.conformance.replies import Reply
from tests.conformance.sides import (
    SETTINGS,
    Boto3,
    Observed,
    Settings,
    Sotalia,
    sotalia_session,
)


class Finding:
    """A difference, with where it was found."""

    __slots__ = ("_text", "boto3_raises", "difference", "exchange", "kind", "reason", "service", "settings")

    def __init__(
        self,
        service: str,
        settings: str,
        exchange: Exchange,
        kind: str,
        difference: Difference,
        boto3_raised: Exception | None,
    ) -> None:
        self.service = service
        self.settings = settings
        self.exchange = exchange
        self.difference = difference
        #: The class of what boto3 raised.
        self.boto3_raises = type(boto3_raised).__name__
        #: What it is a difference of: `requests`, `replies`, `presigned`.
        self.kind = kind
        #: Why it is there on purpose, or None.
        self.reason: str | None = None
        self._text: str | None = None

    def seal(self) -> None:
        """Keep only what is said of it: exceptions and streams cannot go from one process to another."""
        self._text = repr(self) if self.reason is None else ""
        self.difference = Difference(self.difference.what, None, None)
        self.exchange = Exchange(self.exchange.name, self.exchange.operation, {}, Reply(0, {}, b""))

    def __repr__(self) -> str:
        if self._text is not None:
            return self._text
        exchange = self.exchange
        where = f"{self.service}.{exchange.operation} ({exchange.name}; {self.settings})"
        given = f"params:  {str(exchange.params)[:1000]}\n        reply:   {str(exchange.reply)[:1000]}"
        return f"{where}\n    {self.difference!r}\n        {given}"


class Tally:
    """What was compared, by protocol; adds up."""

    def __init__(self) -> None:
        #: (row, column) → count; a row is a protocol, a column one of the section's `COLUMNS`
        self.counts: Counter[tuple[str, str]] = Counter()
        self.findings: list[Finding] = []

    def note(self, row: str, kind: str, finding: Finding | None, accepted: Accepted) -> None:
        """Count one comparison in the columns `kind` and, when there was no difference, "`kind` equal"."""
        self.counts[row, kind] += 1
        if finding is None:
            self.counts[row, f"{kind} equal"] += 1
            return
        finding.reason = accepted.reason(finding)
        self.findings.append(finding)

    def add(self, other: Tally) -> None:
        self.counts += other.counts
        self.findings += other.findings


class Pair:
    """The clients of one service on both sides: without a network, unless they are `connected`."""

    def __init__(
        self, sessions: tuple[boto3.Session, Any], service: str, settings: Settings, *, connected: bool = False
    ) -> None:
        self.service = service
        self.settings = settings
        self.boto3 = Boto3(sessions[0], service, settings, connected=connected)
        self.sotalia = Sotalia(sessions[1], service, settings, connected=connected)
        self.model = self.boto3.client.meta.service_model

    def operations(self) -> list[str]:
        """The operations that boto3 offers (it has no streams of events from caller to service)."""
        return [
            name for name in self.model.operation_names if not self.model.operation_model(name).has_event_stream_input
        ]

    def compare(self, exchange: Exchange) -> Iterator[tuple[str, Finding | None]]:
        """Make one call on both sides; yield what differs in the request, the outcome, the presigned URL."""
        operation, reply = exchange.operation, exchange.reply
        theirs = self.boto3.call(operation, copy.deepcopy(exchange.params), reply)
        both = [self.sotalia.call(operation, copy.deepcopy(exchange.params), copy.copy(reply), straight=False)]
        if len(both[0].sent) == 1 and self.sotalia.may_go_straight(operation):
            both.append(self.sotalia.call(operation, copy.deepcopy(exchange.params), copy.copy(reply)))
        differences = [request_difference(theirs.sent, ours.sent) for ours in both]
        yield self._found(exchange, "requests", next(filter(None, differences), None), theirs)
        differences = [outcome_difference(theirs, ours) for ours in both]
        yield self._found(exchange, "replies", next(filter(None, differences), None), theirs)
        if len(both) > 1:
            # Not all that may go straight do: some have headers or bodies that do not fit.
            yield ("straight" if self.sotalia.went_straight else "not straight"), None
        if exchange.presign:
            theirs = self.boto3.presign(operation, copy.deepcopy(exchange.params))
            # From the third on, a URL may be made from what it has in common with the second.
            urls = [self.sotalia.presign(operation, copy.deepcopy(exchange.params)) for _ in range(3)]
            differences = [outcome_difference(theirs, ours) for ours in urls]
            yield self._found(exchange, "presigned", next(filter(None, differences), None), theirs)

    def _found(
        self, exchange: Exchange, kind: str, difference: Difference | None, theirs: Observed
    ) -> tuple[str, Finding | None]:
        if difference is None:
            return kind, None
        return kind, Finding(self.service, self.settings.name, exchange, kind, difference, theirs.raised)


#: The pairs of the service that is compared now, by the names of their settings.
_pairs: dict[tuple[str, str], Pair] = {}


def shared_pair(sessions: tuple[boto3.Session, Any], service: str, seed: int) -> Pair:
    """The clients of a service for a seed, the same ones for all sections: they take longer to make than many calls."""
    settings = settings_for(seed)
    key = service, settings.name
    pair = _pairs.get(key)
    # Where clients ask for their endpoints, they remember them: that is no start for another section.
    if pair is None or pair.model.endpoint_discovery_operation is not None:
        pair = _pairs[key] = Pair(sessions, service, settings)
    return pair


def settings_for(seed: int) -> Settings:
    """How clients are made for a seed."""
    return SETTINGS[seed % len(SETTINGS)]


def new_sessions() -> tuple[boto3.Session, Any]:
    """A session of each library, for as many services as one likes."""
    return boto3.Session(), sotalia_session()


def forget_models(sessions: tuple[boto3.Session, Any]) -> None:
    """Let go of the models that boto3's session has read: all of them at once are a gigabyte. So are their clients."""
    _pairs.clear()
    sessions[0]._loader._cache.clear()
