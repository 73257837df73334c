"""One metric without `--metric-data`: `cloudwatch put-metric-data --metric-name m --value 3 --dimensions a=b`."""

from __future__ import annotations

from ..adapt import Adapted, Extra, exclude
from ..faults import InvalidLine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_STATISTICS = ("Sum", "Minimum", "Maximum", "SampleCount")


class PutMetricData(Adapted):
    """`put-metric-data`."""

    not_required = ("--metric-data",)
    extras = (
        Extra("--metric-name", "The name of the metric."),
        Extra("--timestamp", "When it was measured (default: now)."),
        Extra("--unit", "The unit of the value."),
        Extra("--value", "The value, a number."),
        Extra("--dimensions", "The dimensions, as Name=Value,Name=Value."),
        Extra("--statistic-values", "Statistics instead of a value: Sum=1,Minimum=1,Maximum=1,SampleCount=1."),
        Extra("--storage-resolution", "1 for a metric of high resolution, 60 for one of standard resolution."),
    )

    def parameters(self, values: dict[str, Any], parameters: dict[str, Any]) -> None:
        """Make the metric."""
        names = [option.target for option in self.extras]
        given = [name for name in names if name in values]
        exclude(values, "metric-data", names, "Cannot provide both --metric-data and --{}")
        if not given:
            return
        datum: dict[str, Any] = {}
        for name, member in (("metric-name", "MetricName"), ("timestamp", "Timestamp"), ("unit", "Unit")):
            if name in values:
                datum[member] = values[name]
        if "value" in values:
            datum["Value"] = _number(values["value"], float)
        if "dimensions" in values:
            datum["Dimensions"] = [{"Name": name, "Value": value} for name, value in _pairs(values["dimensions"])]
        if "statistic-values" in values:
            datum["StatisticValues"] = _statistics(values["statistic-values"])
        if "storage-resolution" in values:
            datum["StorageResolution"] = _number(values["storage-resolution"], int)
        parameters["MetricData"] = [datum]


def _number(text: str, kind: type[float] | type[int]) -> Any:
    try:
        return kind(text)
    except ValueError as error:
        raise InvalidLine(str(error)) from None


def _pairs(text: str) -> list[tuple[str, str]]:
    pairs = [part.partition("=") for part in text.split(",")]
    if not all(equals for _, equals, _ in pairs):
        raise InvalidLine(f"'{text}' should be of the form Name=Value,Name=Value")
    return [(name, value) for name, _, value in pairs]


def _statistics(text: str) -> dict[str, float]:
    values: dict[str, float] = {}
    for name, value in _pairs(text):
        if name not in _STATISTICS:
            raise InvalidLine(f"Unknown statistic '{name}', valid are: {', '.join(_STATISTICS)}")
        values[name] = _number(value, float)
    return values
