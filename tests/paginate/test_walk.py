"""Going through pages, beside botocore's paginators: random ways of paging, windows, and tokens that go on."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import botocore.paginate
import pytest

from sotalia.paginate import AsyncPaginator, Paginator
from tests.paginate.simulated import OUR_MODEL, THEIR_MODEL, Service


def outcome(function: Any) -> Any:
    try:
        return function()
    except Exception as error:  # noqa: BLE001 - compared with botocore's
        return type(error).__name__, str(error)


def theirs(service: Service) -> Any:
    return botocore.paginate.Paginator(service.call, service.config, THEIR_MODEL)


def ours(service: Service) -> Any:
    return Paginator(service.call, service.config, OUR_MODEL)


def window(chance: random.Random, service: Service) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    if chance.random() < 0.7:
        chosen["MaxItems"] = chance.choice([0, 1, 2, 3, 5, 8, 13, "4", 2.5])
    if chance.random() < 0.4:
        chosen["PageSize"] = chance.choice([3, "4", 0])
    if chance.random() < 0.3:
        chosen["StartingToken"] = chance.choice(
            ["opaque", "", "a___1", "None___1", "a___b", "a___b___2", "a___x", "None", "eyJhIjogMX0=", "x___y___z___4"]
        )
    return chosen


def seen(paginator: Any, service: Service, config: dict[str, Any]) -> Any:
    """All that a program can see of going through the pages."""
    service.calls = []
    pages = outcome(lambda: paginator.paginate(Own="parameter", PaginationConfig=config))
    if isinstance(pages, tuple):
        return pages, None
    found: list[Any] = []
    end = outcome(lambda: found.extend(pages))
    facts = pages.resume_token, pages.non_aggregate_part, [key.expression for key in pages.result_keys]
    return (found, end, facts, service.calls), pages.resume_token


@pytest.mark.parametrize("seed", range(250))
def test_pages_calls_and_tokens_are_botocores(seed: int) -> None:
    chance = random.Random(seed)
    service = Service(chance)
    config = window(chance, service)
    for _ in range(6):
        expected, token = seen(theirs(service), service, config)
        assert seen(ours(service), service, config)[0] == expected
        if token is None:
            break
        config = {**window(chance, service), "StartingToken": token}


@pytest.mark.parametrize("seed", range(100))
def test_the_full_result_is_botocores(seed: int) -> None:
    chance = random.Random(seed)
    service = Service(chance)
    config = {"MaxItems": chance.choice([None, 1, 3, 7])}
    results = [outcome(make(service).paginate(PaginationConfig=config).build_full_result) for make in (theirs, ours)]
    assert results[0] == results[1]


@pytest.mark.parametrize("seed", range(60))
def test_what_is_searched_for_is_found_as_botocore_finds_it(seed: int) -> None:
    chance = random.Random(seed)
    service = Service(chance)
    place = service.results[0]
    for expression in (place, f"{place}[].Name", f"{place}[0]", "Constant", f"length({place} || `[]`)", "@", "None.No"):
        one, other = (list(make(service).paginate().search(expression)) for make in (theirs, ours))
        assert one == other


@pytest.mark.parametrize("seed", range(40))
def test_results_by_key_are_botocores(seed: int) -> None:
    service = Service(random.Random(seed))
    service.config["result_key"] = [key for key in service.results if not key.endswith("Count")]
    one, other = ([list(each) for each in make(service).paginate().result_key_iters()] for make in (theirs, ours))
    assert one == other


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("ahead", [False, True])
def test_awaited_pages_are_the_blocking_ones(seed: int, ahead: bool) -> None:
    chance = random.Random(seed)
    service = Service(chance)
    config = {**window(chance, service), "ReadAhead": ahead}
    expected, _ = seen(ours(service), service, config)

    async def call(**params: Any) -> dict[str, Any]:
        await asyncio.sleep(0)
        return service.call(**params)

    async def main() -> Any:
        service.calls = []
        paginator = AsyncPaginator(call, service.config, OUR_MODEL)
        try:
            pages = paginator.paginate(Own="parameter", PaginationConfig=config)
        except Exception as error:  # noqa: BLE001 - compared with the blocking one's
            return type(error).__name__, str(error)
        found: list[Any] = []
        end = None
        try:
            async for page in pages:
                found.append(page)  # noqa: PERF401 - what came before the end counts
        except Exception as error:  # noqa: BLE001 - compared with the blocking one's
            end = type(error).__name__, str(error)
        facts = pages.resume_token, pages.non_aggregate_part, [key.expression for key in pages.result_keys]
        whole = await AsyncPaginator(call, service.config, OUR_MODEL).paginate().build_full_result()
        assert whole == ours(service).paginate().build_full_result()
        return found, end, facts, service.calls[: len(expected[3])]

    assert asyncio.run(main()) == expected


def repeated(**_: Any) -> dict[str, Any]:
    return {"Items": [1], "NextToken": "again"}


CONFIG = {"input_token": "Token", "output_token": "NextToken", "result_key": "Items"}


def test_a_repeated_token_ends_after_the_second_page_that_had_it() -> None:
    for paginator in (
        botocore.paginate.Paginator(repeated, CONFIG, THEIR_MODEL),
        Paginator(repeated, CONFIG, OUR_MODEL),
    ):
        pages: list[Any] = []
        with pytest.raises(Exception, match="The same next token was received twice: {'Token': 'again'}") as caught:
            pages.extend(paginator.paginate())
        assert type(caught.value).__name__ == "PaginationError"
        assert len(pages) == 2


def test_the_next_token_is_looked_for_when_the_next_page_is_wanted() -> None:
    # As in boto3: a program may say where to go on, or that it has had enough, in the page itself.
    for paginator in (
        botocore.paginate.Paginator(repeated, CONFIG, THEIR_MODEL),
        Paginator(repeated, CONFIG, OUR_MODEL),
    ):
        count = 0
        for page in paginator.paginate():
            count += 1
            page.pop("NextToken")
        assert count == 1


class TestMapsAndStructures:
    """Results that are no lists: boto3 loses or refuses them as soon as they are to be cut."""

    MAP = {**CONFIG, "result_key": "Map"}

    @staticmethod
    def pages_of(key: str) -> Any:
        def call(**params: Any) -> dict[str, Any]:
            number = int(params.get("Token", 0))
            page = {key: {f"{number}{letter}": letter for letter in "abc"}}
            return {**page, "NextToken": str(number + 1)} if number < 2 else page

        return call

    def test_a_map_is_cut_and_gone_on_with(self) -> None:
        paginator = Paginator(self.pages_of("Map"), self.MAP, OUR_MODEL)
        keys: list[str] = []
        token = None
        for _ in range(9):
            pages = paginator.paginate(PaginationConfig={"MaxItems": 2, "StartingToken": token})
            keys += [name for page in pages for name in page["Map"]]
            token = pages.resume_token
            if token is None:
                break
        assert keys == [f"{number}{letter}" for number in range(3) for letter in "abc"]

    def test_maps_are_put_together(self) -> None:
        paginator = Paginator(self.pages_of("Map"), self.MAP, OUR_MODEL)
        assert len(paginator.paginate().build_full_result()["Map"]) == 9

    def test_a_structure_counts_as_one_and_stays_whole(self) -> None:
        paginator = Paginator(self.pages_of("Structure"), {**CONFIG, "result_key": "Structure"}, OUR_MODEL)
        pages = paginator.paginate(PaginationConfig={"MaxItems": 2})
        assert [len(page["Structure"]) for page in pages] == [3, 3]
        again = paginator.paginate(PaginationConfig={"StartingToken": pages.resume_token})
        assert [list(page["Structure"]) for page in again] == [["2a", "2b", "2c"]]


def test_pages_without_result_keys_are_delivered() -> None:
    config = {"input_token": "Token", "output_token": "NextToken"}
    paginator = Paginator(lambda **params: {"NextToken": "" if params else "x"}, config, OUR_MODEL)
    assert len(list(paginator.paginate())) == 2
    assert len(list(paginator.paginate(PaginationConfig={"StartingToken": "x", "MaxItems": 1}))) == 1
