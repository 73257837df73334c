"""Endpoints from a document like botocore's `endpoints.json`."""

from __future__ import annotations

from ...endpoint.compile import compile_endpoints
from ...endpoint.regions import Regions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class BaseEndpointResolver:
    """Base of the resolvers that a program brings."""

    def construct_endpoint(self, service_name: str, region_name: str | None = None) -> Any:
        """Return a description of a service in a region, or None."""
        raise NotImplementedError

    def get_available_partitions(self) -> list[str]:
        """Return the partitions' names."""
        raise NotImplementedError

    def get_available_endpoints(
        self, service_name: str, partition_name: str = "aws", allow_non_regional: bool = False
    ) -> list[str]:
        """Return the names of a service's endpoints in a partition."""
        raise NotImplementedError


class EndpointResolver(Regions, BaseEndpointResolver):
    """Answers from a document. Raises ValueError for one without partitions."""

    def __init__(self, endpoint_data: dict[str, Any], uses_builtin_data: bool = False) -> None:
        index, slices = compile_endpoints(endpoint_data)
        super().__init__(index, slices.get, uses_builtin_data)
        self._endpoint_data = endpoint_data

    def get_service_endpoints_data(self, service_name: str, partition_name: str = "aws") -> Any:
        """Return what the document says of a service's endpoints; None where it does not know the service."""
        for partition in self._endpoint_data["partitions"]:
            if partition["partition"] == partition_name and service_name in partition["services"]:
                return partition["services"][service_name]["endpoints"]
        return None

    def get_partition_dns_suffix(self, partition_name: str, endpoint_variant_tags: Any = None) -> str | None:
        """Return a partition's DNS suffix, or None."""
        for partition in self._endpoint_data["partitions"]:
            if partition["partition"] == partition_name:
                for variant in partition["defaults"].get("variants", ()) if endpoint_variant_tags else ():
                    if set(variant["tags"]) == set(endpoint_variant_tags):
                        return str(variant.get("dnsSuffix", partition["dnsSuffix"]))
                return None if endpoint_variant_tags else str(partition["dnsSuffix"])
        return None
