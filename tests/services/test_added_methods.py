"""What services add to their clients and resources, by one table: for both sides, and to be imported when asked for."""

from __future__ import annotations

import inspect

import pytest

import sotalia
import sotalia.aio
from sotalia.model.described import imported
from sotalia.resources.context import class_attributes, service_context
from sotalia.services import CUSTOMIZATIONS, Calls, Late, customization_for

ADDED = [
    (service, owner, method, place)
    for service in CUSTOMIZATIONS
    for owner, methods in customization_for(service).methods.items()
    for method, place in methods.items()
]


@pytest.mark.parametrize("package", [sotalia, sotalia.aio])
@pytest.mark.parametrize(("service", "owner", "method", "place"), ADDED)
def test_every_method_that_is_added_is_there(credentials, package, service, owner, method, place):
    client = package.Session(region_name="eu-west-1").client(service)
    if owner == "Client":
        added = inspect.getattr_static(client, method)
    else:
        added = class_attributes(service_context(client), service if owner == "ServiceResource" else owner)[method]
    assert callable(added.__get__(client))


@pytest.mark.parametrize("place", [row[3] for row in ADDED])
@pytest.mark.parametrize("side", ["_sync", "_async"])
def test_what_is_named_can_be_imported_and_is_as_it_is_called(place, side):
    function = imported(place.format(side=side))
    assert inspect.isgeneratorfunction(function) == isinstance(place, Calls)
    assert function.__doc__


@pytest.mark.parametrize("place", [row[3] for row in ADDED if isinstance(row[3], Late)])
def test_what_is_imported_in_another_thread_is_awaited(place):
    assert inspect.iscoroutinefunction(imported(place.format(side="_async")))
    assert not inspect.iscoroutinefunction(imported(place.format(side="_sync")))


@pytest.mark.parametrize("package", [sotalia, sotalia.aio])
def test_one_function_may_be_added_to_clients_and_resources_of_either_side(monkeypatch, credentials, package):
    # As the methods of transfers will be.
    place = "sotalia.dynamodb.{side}.table:scan_parallel"
    methods = {owner: {"upload_file": place} for owner in ("Client", "Bucket", "Object")}
    monkeypatch.setattr(customization_for("s3"), "methods", methods)
    session = package.Session(region_name="eu-west-1")
    events = []
    session.events.register("creating-client-class.s3", lambda class_attributes, **_: events.append(class_attributes))
    context = service_context(session.client("s3"))
    classes = [*events, *(class_attributes(context, name) for name in ("Bucket", "Object"))]
    side = "_async" if package is sotalia.aio else "_sync"
    assert {kind["upload_file"].__get__(None).__module__ for kind in classes} == {f"sotalia.dynamodb.{side}.table"}


def test_a_service_without_anything_special_adds_nothing():
    assert customization_for("sqs").methods == {}
