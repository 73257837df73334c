"""Paginators as programs hold them: made by clients, iterated over, shared, told wishes that cannot be."""

from __future__ import annotations

import gc
import inspect
import pydoc
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest

import sotalia
import sotalia.paginate
from sotalia import aio
from sotalia.errors import (
    InvalidPaginationConfigError,
    OperationNotPageableError,
    PaginationError,
    ParamValidationError,
)
from sotalia.paginate import PageIterator, Paginator, PaginatorModel
from tests.paginate.simulated import OUR_MODEL
from tests.test_startup import loaded

CONFIG = {"input_token": "Token", "output_token": "NextToken", "result_key": "Items", "limit_key": "Limit"}


def numbers(pages: int, per_page: int) -> Any:
    """A method with that many pages of numbers."""

    def call(**params: Any) -> dict[str, Any]:
        page = int(params.get("Token", 0))
        start = page * per_page
        reply: dict[str, Any] = {"Items": list(range(start, start + per_page))}
        if page < pages - 1:
            reply["NextToken"] = str(page + 1)
        return reply

    return call


def paginator(pages: int = 3, per_page: int = 2, **config: Any) -> Any:
    return Paginator(numbers(pages, per_page), {**CONFIG, **config}, OUR_MODEL)


def flat(pages: Any) -> list[Any]:
    return [item for page in pages for item in page["Items"]]


class TestIterating:
    def test_a_page_is_fetched_when_it_is_asked_for(self) -> None:
        calls = []

        def call(**params: Any) -> Any:
            calls.append(params)
            return numbers(3, 2)(**params)

        pages = iter(Paginator(call, CONFIG, OUR_MODEL).paginate(Own=1))
        assert calls == []
        next(pages)
        assert calls == [{"Own": 1}]
        next(pages)
        assert calls == [{"Own": 1}, {"Own": 1, "Token": "1"}]

    def test_each_iteration_begins_with_the_first_page(self) -> None:
        pages = paginator().paginate()
        assert flat(pages) == flat(pages) == list(range(6))
        one, other = iter(pages), iter(pages)
        assert [next(one)["Items"], next(one)["Items"], next(other)["Items"]] == [[0, 1], [2, 3], [0, 1]]
        assert [flat(other), flat(one)] == [[2, 3, 4, 5], [4, 5]]

    def test_the_callers_parameters_stay_as_they_are(self) -> None:
        given = {"Own": {"a": 1}, "PaginationConfig": {"MaxItems": 3, "PageSize": 2}}
        list(paginator().paginate(**given))
        assert given == {"Own": {"a": 1}, "PaginationConfig": {"MaxItems": 3, "PageSize": 2}}

    def test_an_iteration_that_comes_to_the_end_leaves_no_older_resume_token(self) -> None:
        pages = paginator().paginate(PaginationConfig={"MaxItems": 3})
        assert flat(pages) == [0, 1, 2]
        assert pages.resume_token is not None
        next(iter(pages))
        assert pages.resume_token is None

    def test_a_resume_token_may_be_set_to_the_services_tokens(self) -> None:
        pages = paginator().paginate()
        pages.resume_token = {"Token": "1"}
        assert flat(paginator().paginate(PaginationConfig={"StartingToken": pages.resume_token})) == [2, 3, 4, 5]
        pages.resume_token = {"Token": "1", "boto_truncate_amount": 1}
        assert flat(paginator().paginate(PaginationConfig={"StartingToken": pages.resume_token})) == [3, 4, 5]
        for wrong in ("text", None, {}, {"Token": "1", "Else": 2}, {"boto_truncate_amount": 1}):
            with pytest.raises(ValueError, match="^Bad starting token: "):
                pages.resume_token = wrong

    def test_memory_stays_flat_over_a_million_items(self) -> None:
        tracemalloc.start()
        try:
            counted = 0
            for counted, _ in enumerate(paginator(1000, 1000).paginate().search("Items"), 1):  # noqa: B007
                pass
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert counted == 1_000_000
        assert peak < 1_000_000  # of bytes; two pages are 80,000, all of them 40 million

    def test_leaving_early_leaves_nothing(self) -> None:
        gc.collect()
        gc.disable()
        try:
            for ahead in (False, True):
                for _ in paginator().paginate(PaginationConfig={"ReadAhead": ahead}).search("Items"):
                    break
            del _
            assert gc.collect() == 0
        finally:
            gc.enable()

    def test_threads_share_a_page_iterator(self) -> None:
        pages = paginator(50, 10).paginate(PaginationConfig={"MaxItems": 455})
        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(lambda _: (flat(pages), pages.build_full_result()), range(16)))
        for items, whole in results:
            assert items == whole["Items"] == list(range(455))
            assert flat(paginator(50, 10).paginate(PaginationConfig={"StartingToken": whole["NextToken"]})) == list(
                range(455, 500)
            )

    def test_an_error_in_an_expression_comes_with_the_first_step(self) -> None:
        found = paginator().paginate().search("Items[?")
        with pytest.raises(ValueError, match="Invalid jmespath expression"):
            next(found)


class TestWishes:
    @pytest.mark.parametrize("config", [None, {}, {"MaxItems": None}, {"PageSize": None, "Else": 1}])
    def test_no_wishes(self, config: Any) -> None:
        assert flat(paginator().paginate(PaginationConfig=config)) == list(range(6))

    @pytest.mark.parametrize(
        ("config", "text"),
        [
            ({"MaxItems": "x"}, "MaxItems must be a whole number, and is 'x' (str)"),
            ({"MaxItems": [1]}, "MaxItems must be a whole number, and is [1] (list)"),
            ({"MaxItems": float("nan")}, "MaxItems must be a whole number, and is nan (float)"),
            ({"MaxItems": -1}, "MaxItems must be at least 0, or None for all there are, and is -1 (int)"),
            ({"PageSize": "x"}, "PageSize must be a whole number, and is 'x' (str)"),
            ({"StartingToken": {"a": 1}}, "StartingToken must be the text of a resume token, and is {'a': 1} (dict)"),
            ({"StartingToken": b"x"}, "StartingToken must be the text of a resume token, and is b'x' (bytes)"),
            ("MaxItems", "PaginationConfig must be a dict such as {'MaxItems': 100}, and is 'MaxItems' (str)"),
            ([], "PaginationConfig must be a dict such as {'MaxItems': 100}, and is [] (list)"),
            (0, "PaginationConfig must be a dict such as {'MaxItems': 100}, and is 0 (int)"),
        ],
    )  # fmt: skip
    def test_wishes_that_cannot_be_are_named(self, config: Any, text: str) -> None:
        with pytest.raises(InvalidPaginationConfigError) as caught:
            paginator().paginate(PaginationConfig=config)
        assert str(caught.value) == f"Error during pagination: {text}"
        assert isinstance(caught.value, (PaginationError, ValueError, TypeError))

    def test_a_long_value_is_shown_in_part(self) -> None:
        with pytest.raises(InvalidPaginationConfigError) as caught:
            paginator().paginate(PaginationConfig={"MaxItems": "x" * 10_000})
        assert len(str(caught.value)) < 300

    def test_no_items_at_all_is_one_page_without_any(self) -> None:
        pages = paginator().paginate(PaginationConfig={"MaxItems": 0})
        assert [page["Items"] for page in pages] == [[]]
        assert flat(paginator().paginate(PaginationConfig={"StartingToken": pages.resume_token})) == list(range(6))

    def test_a_page_size_where_there_is_none(self) -> None:
        with pytest.raises(PaginationError, match="PageSize parameter is not supported for the pagination interface"):
            paginator(limit_key=None).paginate(PaginationConfig={"PageSize": 1})

    def test_a_page_size_is_of_the_parameters_type(self) -> None:
        calls: list[Any] = []
        for limit, size in (("Limit", "7"), ("Limit", 7.5), ("TextLimit", 7), ("TextLimit", "many")):

            def method(**params: Any) -> dict[str, Any]:
                calls.append(params)
                return {}

            list(
                Paginator(method, {**CONFIG, "limit_key": limit}, OUR_MODEL).paginate(
                    PaginationConfig={"PageSize": size}
                )
            )
        assert calls == [{"Limit": 7}, {"Limit": 7}, {"TextLimit": "7"}, {"TextLimit": "many"}]

    def test_a_token_of_another_operation(self, credentials: None) -> None:
        foreign = paginator(3, 4, input_token="Other").paginate(PaginationConfig={"MaxItems": 1})  # noqa: S106
        list(foreign)
        with pytest.raises(ValueError, match="^Bad starting token: {'Other': None, 'boto_truncate_amount': 2}$"):
            list(paginator(3, 4).paginate(PaginationConfig={"StartingToken": foreign.resume_token, "MaxItems": 1}))
        foreign.resume_token = {"Other": "x"}
        pages = (
            sotalia.client("sqs")
            .get_paginator("list_queues")
            .paginate(PaginationConfig={"StartingToken": foreign.resume_token})
        )
        with pytest.raises(ParamValidationError, match='Unknown parameter in input: "Other"'):
            list(pages)


class TestClients:
    @pytest.fixture
    def clients(self, credentials: None) -> tuple[Any, Any]:
        return boto3.client("s3"), sotalia.client("s3")

    def test_names_are_boto3s(self, clients: tuple[Any, Any]) -> None:
        theirs, ours = (client.get_paginator("list_objects_v2") for client in clients)
        assert type(ours).__name__ == type(theirs).__name__ == "S3.Paginator.ListObjectsV2"
        public = {name for name in dir(theirs) if not name.startswith("_")}
        assert public <= set(dir(ours))
        pages = [each.paginate(Bucket="b") for each in (theirs, ours)]
        assert {name for name in dir(pages[0]) if not name.startswith("_")} <= set(dir(pages[1]))
        assert type(pages[1]).__name__ == type(pages[0]).__name__

    def test_errors_are_boto3s(self, clients: tuple[Any, Any]) -> None:
        for client in clients:
            with pytest.raises(KeyError, match="^'nothing_like_it'$"):
                client.get_paginator("nothing_like_it")
            with pytest.raises(Exception, match="^Operation cannot be paginated: put_object$") as caught:
                client.get_paginator("put_object")
            assert type(caught.value).__name__ == OperationNotPageableError.__name__

    def test_parameters_are_given_by_name(self, clients: tuple[Any, Any]) -> None:
        for client in clients:
            with pytest.raises(TypeError, match="paginate"):
                client.get_paginator("list_buckets").paginate("b")

    def test_a_patched_paginate_is_used(self, credentials: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Paginator, "paginate", lambda self, **kwargs: [kwargs])
        assert sotalia.client("s3").get_paginator("list_buckets").paginate(Prefix="x") == [{"Prefix": "x"}]

    def test_a_class_is_made_once_for_all_clients_of_a_kind(self, credentials: None) -> None:
        one, other = (type(sotalia.client("s3").get_paginator("list_buckets")) for _ in range(2))
        assert one is other
        assert issubclass(one, Paginator)
        awaited = type(aio.client("s3").get_paginator("list_buckets"))
        assert issubclass(awaited, sotalia.paginate.AsyncPaginator)
        assert not issubclass(awaited, Paginator)

    def test_calls_go_through_the_clients_method(self, credentials: None, monkeypatch: pytest.MonkeyPatch) -> None:
        client = sotalia.client("sqs")
        calls = []
        monkeypatch.setattr(client, "_make_api_call", lambda name, params: calls.append((name, params)) or {})
        list(client.get_paginator("list_queues").paginate(QueueNamePrefix="x", PaginationConfig={"PageSize": 5}))
        assert calls == [("ListQueues", {"QueueNamePrefix": "x", "MaxResults": 5})]

    def test_a_paginator_of_the_users_own_replaces_the_built_in_one(self, credentials: None, tmp_path: Any) -> None:
        directory = tmp_path / "sqs" / "2012-11-05"
        directory.mkdir(parents=True)
        own = (
            '{"pagination": {"ListQueues": {"input_token": "NextToken", "output_token": "Mine", "result_key": "Own"}}}'
        )
        (directory / "paginators-1.json").write_text(own)
        session = sotalia.Session(region_name="us-east-1")
        session._loader.search_paths.insert(0, str(tmp_path))
        assert session.client("sqs").get_paginator("list_queues").result_keys[0].expression == "Own"
        assert sotalia.client("sqs").get_paginator("list_queues").result_keys[0].expression == "QueueUrls"

    def test_the_request_says_that_a_paginator_made_it(self, credentials: None) -> None:
        said = []
        client = sotalia.client("sqs")

        def note(request: Any, **_: Any) -> None:
            said.append(request.headers["User-Agent"].decode().partition(" m/")[2].split()[0].split(","))
            raise RuntimeError("enough")

        client.meta.events.register("before-send", note)
        for call in (client.get_paginator("list_queues").paginate().build_full_result, client.list_queues):
            with pytest.raises(RuntimeError, match="enough"):
                call()
        assert ["C" in features for features in said] == [True, False]


class TestHelp:
    def test_the_class_and_its_method_explain_themselves(self, credentials: None) -> None:
        paginator = sotalia.client("s3").get_paginator("list_objects_v2")
        text = pydoc.render_doc(paginator)
        assert "S3.Paginator.ListObjectsV2" in text
        assert "``Contents``" in str(type(paginator).__doc__)
        said = str(paginator.paginate.__doc__)
        for part in (
            "Bucket='string',",
            "PaginationConfig={",
            "'MaxItems': 123,",
            "'PageSize': 123",
            ":param Bucket: **[REQUIRED]**",
        ):
            assert part in said  # fmt: skip
        asked, _, answered = said.partition(":rtype: dict")
        assert "ContinuationToken" not in asked
        assert "MaxKeys" not in asked
        assert "'NextContinuationToken': 'string'" in answered
        assert str(inspect.signature(paginator.paginate)).startswith("(**kwargs")

    def test_a_derived_one_says_so(self, credentials: None) -> None:
        client = sotalia.client("s3")
        assert "derived" in str(type(client.get_paginator("list_bucket_inventory_configurations")).__doc__)
        assert "derived" not in str(type(client.get_paginator("list_buckets")).__doc__)

    def test_every_paginator_has_help(self, credentials: None) -> None:
        for service in ("kinesis", "cloudfront", "route53", "athena", "rds"):
            client = sotalia.client(service)
            for method in client.meta.method_to_api_mapping:
                if client.can_paginate(method):
                    made = client.get_paginator(method)
                    assert method in str(type(made).__doc__)
                    assert "MaxItems" in str(made.paginate.__doc__)


def test_a_paginators_model_is_read_as_by_botocore() -> None:
    model = PaginatorModel({"pagination": {"List": CONFIG}})
    assert model.get_paginator("List") == CONFIG
    with pytest.raises(ValueError, match="^Paginator for operation does not exist: Else$"):
        model.get_paginator("Else")


def test_public_names_are_there() -> None:
    for name in sotalia.paginate.__all__:
        assert getattr(sotalia.paginate, name).__name__ == name
    assert set(sotalia.paginate.__all__) <= set(dir(sotalia.paginate))
    assert sotalia.paginate.PageIterator is PageIterator
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        sotalia.paginate.Nothing  # noqa: B018


class TestStartUp:
    HEAVY = {"asyncio", "dataclasses", "inspect", "jmespath", "json", "logging", "re", "typing"}

    def test_making_a_client_loads_no_paginator(self, credentials: None) -> None:
        names = loaded("import sotalia; sotalia.client('s3').can_paginate('list_objects_v2')")
        assert not [name for name in names if name.startswith("sotalia.paginate")]

    def test_making_a_paginator_loads_nothing_heavy(self, credentials: None) -> None:
        code = "import sotalia; list(sotalia.client('s3').get_paginator('list_objects_v2').PAGE_ITERATOR_CLS.__mro__)"
        assert not loaded(code) & self.HEAVY


class TestPrivateAttributes:
    """What is private in botocore's paginators, and read nevertheless."""

    SHARED = ("_input_token", "_output_token", "_more_results", "_limit_key", "_result_keys")
    OF_PAGINATORS = (*SHARED, "_pagination_cfg", "_non_aggregate_keys")
    OF_PAGES = (*SHARED, "_non_aggregate_key_exprs", "_max_items", "_page_size", "_starting_token", "_op_kwargs")

    @pytest.mark.parametrize("operation", ["list_objects_v2", "list_objects", "list_multipart_uploads"])
    def test_they_are_boto3s(self, operation: str) -> None:
        keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b", "region_name": "us-east-1"}
        shown = []
        for session in (boto3.Session(**keys), sotalia.Session(**keys), aio.Session(**keys)):
            paginator = session.client("s3").get_paginator(operation)
            pages = paginator.paginate(Bucket="b", PaginationConfig={"MaxItems": 3, "PageSize": 2})
            read = [getattr(paginator, name) for name in self.OF_PAGINATORS]
            read += [getattr(pages, name) for name in self.OF_PAGES]
            shown.append([*map(plain, read), paginator._model.name])
        assert shown[0] == shown[1] == shown[2]

    def test_they_cannot_be_set(self) -> None:
        with pytest.raises(AttributeError):
            paginator().paginate()._max_items = 1


def plain(value: Any) -> Any:
    """JMESPath's expressions as their text."""
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    return dict(value) if isinstance(value, dict) else getattr(value, "expression", value)
