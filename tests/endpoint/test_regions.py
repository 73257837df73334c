"""The regions API beside botocore's, for every service and partition."""

from __future__ import annotations

import itertools
from typing import Any

import botocore.exceptions
import botocore.loaders
import botocore.regions
import pytest

from sotalia import errors
from sotalia.endpoint.compile import compile_endpoints
from sotalia.endpoint.regions import Regions


@pytest.fixture(scope="module")
def theirs() -> botocore.regions.EndpointResolver:
    return botocore.regions.EndpointResolver(botocore.loaders.Loader().load_data("endpoints"), True)


@pytest.fixture(scope="module")
def services(endpoints_document) -> list[str]:
    found = {service for partition in endpoints_document["partitions"] for service in partition["services"]}
    return [*sorted(found), "no-such-service"]


def outcome(function: Any, *arguments: Any, **keywords: Any) -> Any:
    try:
        return function(*arguments, **keywords)
    except (errors.BotoCoreError, botocore.exceptions.BotoCoreError) as error:
        return type(error).__name__, str(error)


def test_partitions_are_botocores(regions, theirs):
    assert regions.get_available_partitions() == theirs.get_available_partitions()


def test_available_endpoints_are_botocores_for_every_service(regions, theirs, services):
    partitions = [*regions.get_available_partitions(), "nope"]
    for service, partition, everywhere in itertools.product(services, partitions, (False, True)):
        for tags in (None, ["fips"], ["dualstack"], ["dualstack", "fips"]):
            assert regions.get_available_endpoints(
                service, partition, everywhere, tags
            ) == theirs.get_available_endpoints(service, partition, everywhere, tags)


@pytest.mark.parametrize(
    "region",
    [
        "us-east-1",
        "eu-south-2",
        "cn-north-1",
        "us-gov-west-1",
        "us-new-9",
        "eusc-de-east-1",
        "mars-1",
        "s3-external-1",
        "",
    ],
)
def test_a_regions_partition_is_botocores(regions, theirs, region):
    assert outcome(regions.get_partition_for_region, region) == outcome(theirs.get_partition_for_region, region)


def test_endpoints_are_botocores(regions, services):
    # botocore's resolver writes what it finds without variants into its document: variants need one of their own.
    resolvers = [botocore.regions.EndpointResolver(botocore.loaders.Loader().load_data("endpoints")) for _ in "12"]
    names = ("us-east-1", "aws-global", "us-gov-west-1", "cn-north-1", "us-iso-east-1", "us-new-9", "mars-1", None)
    for service, region, fips, dualstack in itertools.product(services, names, (False, True), (False, True)):
        for partition in (None, "aws", "aws-cn") if region in ("us-east-1", "mars-1", None) else (None,):
            given = {
                "partition_name": partition,
                "use_dualstack_endpoint": dualstack,
                "use_fips_endpoint": fips,
            }
            theirs = resolvers[fips or dualstack]
            expected = outcome(theirs.construct_endpoint, service, region, **given)
            if service == "s3" and dualstack and region is None:
                region = "us-east-1"  # for us, a matter of S3's (see `EndpointHooks`)
            got = outcome(regions.construct_endpoint, service, region, **given)
            assert got == expected, (service, region, given)


def test_dual_stack_where_it_is_not_offered_is_refused(regions):
    with pytest.raises(errors.EndpointVariantError, match="dualstack"):
        regions.construct_endpoint("s3", "us-iso-east-1", "aws-iso", use_dualstack_endpoint=True)


def test_what_endpoints_json_says_is_handed_out_as_copies(regions):
    first = regions.construct_endpoint("sqs", "us-east-1")
    first["hostname"] = "changed"
    assert regions.construct_endpoint("sqs", "us-east-1")["hostname"] != "changed"


def test_only_the_slice_of_the_service_is_opened(endpoints_document):
    index, slices = compile_endpoints(endpoints_document)
    opened: list[str] = []

    def open_slice(prefix: str) -> Any:
        opened.append(prefix)
        return slices.get(prefix)

    some = Regions(index, open_slice)
    assert some.get_available_endpoints("s3") == some.get_available_endpoints("s3")
    assert some.get_available_endpoints("no-such-service") == []
    assert opened == ["s3", "no-such-service"]


def test_a_document_without_partitions_is_refused():
    with pytest.raises(ValueError, match='Missing "partitions" in endpoint data'):
        compile_endpoints({})
