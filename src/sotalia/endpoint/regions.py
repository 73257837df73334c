"""Which regions there are, and what endpoints.json says of a service there.

Rule sets say where a request goes; endpoints.json, which is older, still says how a client's region and signing scope
are called and in which regions a service is offered. `compile.compile_endpoints` describes the tables: an index of the
partitions, and one slice per service, opened when the service is first looked up.
"""

from __future__ import annotations

from .._log import debug
from ..errors import EndpointVariantError, NoRegionError, UnknownRegionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    #: What endpoints.json says of a service, by the partition's number.
    Slice = dict[int, dict[str, Any]]

_NO_DUALSTACK = ("aws-iso", "aws-iso-b")
_REMEMBERED = 1024


class _Partition:
    """One partition of the index."""

    __slots__ = ("defaults", "dns_suffix", "name", "number", "pattern", "regions")

    def __init__(self, number: int, row: tuple[Any, ...]) -> None:
        self.number = number
        self.name: str
        self.dns_suffix: str
        self.regions: dict[str, str]
        self.name, _, self.dns_suffix, self.pattern, self.regions, self.defaults = row


class Regions:
    """The regions API over a compiled endpoints.json; the methods are those of boto3's endpoint resolver.

    `open_slice(endpoint prefix)` returns the service's slice, or None if the document does not know the service.
    `uses_builtin_data` is False for the user's own document: then its URLs win over the rule sets.
    """

    __slots__ = ("_claims", "_open_slice", "_partitions", "_slices", "uses_builtin_data")

    def __init__(
        self, index: tuple[Any, ...], open_slice: Callable[[str], Slice | None], uses_builtin_data: bool = True
    ) -> None:
        self._partitions = tuple(_Partition(number, row) for number, row in enumerate(index[0]))
        self._claims: dict[str, tuple[int, ...]] = dict(index[1])
        self._open_slice = open_slice
        self._slices: dict[str, Slice] = {}
        self.uses_builtin_data = uses_builtin_data

    def get_available_partitions(self) -> list[str]:
        """Return the partitions' names: `["aws", "aws-cn", …]`."""
        return [partition.name for partition in self._partitions]

    def get_available_endpoints(
        self,
        service_name: str,
        partition_name: str = "aws",
        allow_non_regional: bool = False,
        endpoint_variant_tags: Sequence[str] | None = None,
    ) -> list[str]:
        """Return the names of a service's endpoints in a partition.

        `service_name` is the endpoint prefix. Only regions, unless `allow_non_regional`; with `endpoint_variant_tags`
        (`["fips"]`) only regions that have that variant.
        """
        result = []
        for name, endpoint, regional in self._endpoints(service_name, partition_name):
            if endpoint_variant_tags and regional:
                if _variant(endpoint, endpoint_variant_tags):
                    result.append(name)
            elif regional or allow_non_regional:
                result.append(name)
        return result

    def get_partition_for_region(self, region_name: str) -> str:
        """Return the name of the partition that `region_name` belongs to. Raises UnknownRegionError."""
        for partition in self._partitions:
            if self._belongs(partition, region_name):
                return partition.name
        raise UnknownRegionError(region_name=region_name, error_msg="No partition found for provided region_name.")

    def construct_endpoint(
        self,
        service_name: str,
        region_name: str | None = None,
        partition_name: str | None = None,
        use_dualstack_endpoint: bool = False,
        use_fips_endpoint: bool = False,
    ) -> dict[str, Any] | None:
        """Return the document's description of a service in a region, or None when no partition claims the region.

        The dict has `partition`, `endpointName`, `hostname`, `dnsSuffix`, `protocols`, `signatureVersions`, and, where
        the document has them, `credentialScope`, `tags` and others. With `partition_name`, that partition is used for
        any region. Raises NoRegionError without a region for a service that needs one, and EndpointVariantError.
        """
        tags = (["dualstack"] if use_dualstack_endpoint else []) + (["fips"] if use_fips_endpoint else [])
        if partition_name is not None:
            partitions = [partition for partition in self._partitions if partition.name == partition_name]
            return self._construct(partitions[-1], service_name, region_name, tags, True) if partitions else None
        for partition in self._partitions:
            if use_dualstack_endpoint and partition.name in _NO_DUALSTACK:
                continue
            result = self._construct(partition, service_name, region_name, tags, False)
            if result:
                return result
        return None

    def _slice(self, service_name: str) -> Slice:
        slice_ = self._slices.get(service_name)
        if slice_ is None:
            slice_ = self._slices[service_name] = self._open_slice(service_name) or {}
        return slice_

    def _endpoints(self, service_name: str, partition_name: str) -> list[tuple[str, dict[str, Any], bool]]:
        return [
            (name, endpoint, name in partition.regions)
            for partition in self._partitions
            if partition.name == partition_name
            for name, endpoint in self._slice(service_name).get(partition.number, {}).get("endpoints", {}).items()
        ]

    def _belongs(self, partition: _Partition, region_name: str) -> bool:
        claims = self._claims.get(region_name)
        if claims is None:
            import re

            claims = tuple(
                each.number
                for each in self._partitions
                if each.pattern is not None and re.match(each.pattern, region_name)
            )
            if len(self._claims) < _REMEMBERED:
                self._claims[region_name] = claims
        return partition.number in claims

    def _construct(
        self, partition: _Partition, service_name: str, region_name: str | None, tags: list[str], any_region: bool
    ) -> dict[str, Any] | None:
        if "dualstack" in tags and partition.name in _NO_DUALSTACK:
            raise EndpointVariantError(
                tags=["dualstack"],
                error_msg=f"Dualstack endpoints are currently not supported for {partition.name} partition",
            )
        service = self._slice(service_name).get(partition.number, {})
        whole = service.get("partitionEndpoint")
        if region_name is None:
            if whole is None:
                raise NoRegionError
            region_name = str(whole)
        endpoint = service.get("endpoints", {}).get(region_name)
        if endpoint is None:
            if not (any_region or self._belongs(partition, region_name)):
                return None
            if whole and not service.get("isRegionalized", True):
                # One endpoint for the whole partition (IAM, Route 53): its name replaces that of any region.
                region_name = str(whole)
                endpoint = service.get("endpoints", {}).get(region_name)
        return _describe(partition, service_name, service, region_name, endpoint or {}, tags)


def _describe(
    partition: _Partition,
    service_name: str,
    service: dict[str, Any],
    region_name: str,
    endpoint: dict[str, Any],
    tags: list[str],
) -> dict[str, Any]:
    """Merge the document's entries: those of the endpoint win over the service's, and those over the partition's."""
    if endpoint.get("deprecated"):
        debug("sotalia.endpoint", "Client is configured with the deprecated endpoint: %s", region_name)
    service_defaults = service.get("defaults", {})
    result: dict[str, Any] = {}
    if tags:
        for level in (endpoint, service_defaults, partition.defaults):
            result = {**_variant(level, tags), **result}
        if not result:
            raise EndpointVariantError(
                tags=tags, error_msg=f"Endpoint does not exist for {service_name} in region {region_name}"
            )
    result = {**endpoint, **result}
    result.setdefault("dnsSuffix", partition.dns_suffix)
    result["partition"] = partition.name
    result["endpointName"] = region_name
    result = {**partition.defaults, **service_defaults, **result}
    for key in ("hostname", "sslCommonName"):
        if key in result:
            result[key] = result[key].format(service=service_name, region=region_name, dnsSuffix=result["dnsSuffix"])
    return result


def _variant(data: dict[str, Any], tags: Sequence[str]) -> dict[str, Any]:
    """Return the variant of an endpoint, or of defaults, that has exactly these tags; {} when there is none."""
    tag_set = set(tags)
    for variant in data.get("variants", ()):
        if set(variant["tags"]) == tag_set:
            return dict(variant)
    return {}
