"""PynamoDB's models, on moto in process."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

boto3: Any = import_module("boto3")
attributes: Any = import_module("pynamodb.attributes")
connection: Any = import_module("pynamodb.connection")
exceptions: Any = import_module("pynamodb.exceptions")
indexes: Any = import_module("pynamodb.indexes")
models: Any = import_module("pynamodb.models")
transactions: Any = import_module("pynamodb.transactions")
mock_aws: Any = import_module("moto").mock_aws


def _model() -> Any:
    """Return a new model: models keep their connections, and each test has a server of its own."""

    class ByEmail(indexes.GlobalSecondaryIndex):
        class Meta:
            projection = indexes.AllProjection()
            read_capacity_units = write_capacity_units = 1

        email = attributes.UnicodeAttribute(hash_key=True)

    class User(models.Model):
        class Meta:
            table_name = "users"
            region = "us-east-1"
            read_capacity_units = write_capacity_units = 1

        name = attributes.UnicodeAttribute(hash_key=True)
        number = attributes.NumberAttribute(range_key=True)
        email = attributes.UnicodeAttribute(null=True)
        picture = attributes.BinaryAttribute(null=True, legacy_encoding=False)
        tags = attributes.UnicodeSetAttribute(null=True)
        more = attributes.JSONAttribute(null=True)
        active = attributes.BooleanAttribute(default=True)
        by_email = ByEmail()

    return User


@pytest.fixture
def model():
    with mock_aws():
        made = _model()
        made.create_table(wait=True)
        yield made


def test_a_table_is_made_and_removed(model):
    assert model.exists()
    assert model.describe_table()["KeySchema"][0] == {"AttributeName": "name", "KeyType": "HASH"}
    model.delete_table()
    assert not model.exists()


def test_an_item_is_saved_read_updated_and_removed(model):
    item = model("a", 1, email="a@x", picture=b"\x00\xff", tags={"x", "y"}, more={"deep": [1, None]})
    item.save()
    back = model.get("a", 1)
    assert (back.picture, back.tags, back.more, back.active) == (b"\x00\xff", {"x", "y"}, {"deep": [1, None]}, True)
    back.update(actions=[model.email.set("b@x"), model.tags.add({"z"})])
    item.refresh()
    assert (item.email, item.tags) == ("b@x", {"x", "y", "z"})
    item.delete()
    with pytest.raises(model.DoesNotExist):
        model.get("a", 1)


def test_conditions_are_checked(model):
    model("a", 1).save()
    with pytest.raises(exceptions.PutError) as caught:
        model("a", 1).save(condition=model.name.does_not_exist())
    assert caught.value.cause_response_code == "ConditionalCheckFailedException"


def test_items_are_written_and_read_in_batches(model):
    with model.batch_write() as batch:
        for number in range(60):
            batch.save(model("a", number))
    assert len(list(model.batch_get([("a", number) for number in range(60)]))) == 60
    assert model.count("a") == 60
    with model.batch_write() as batch:
        for item in model.query("a", model.number < 10):
            batch.delete(item)
    assert model.count("a") == 50


def test_items_are_queried_page_by_page(model):
    for number in range(10):
        model("a", number, email=f"{number % 2}@x").save()
    found = model.query("a", model.number.between(2, 8), page_size=2, scan_index_forward=False)
    assert [item.number for item in found] == [8, 7, 6, 5, 4, 3, 2]
    first = model.query("a", limit=4)
    assert [item.number for item in first] == [0, 1, 2, 3]
    rest = model.query("a", last_evaluated_key=first.last_evaluated_key)
    assert [item.number for item in rest] == [4, 5, 6, 7, 8, 9]
    assert sorted(item.number for item in model.by_email.query("1@x")) == [1, 3, 5, 7, 9]
    assert sorted(item.number for item in model.scan(model.email == "0@x")) == [0, 2, 4, 6, 8]


def test_transactions_are_written_and_read(model):
    of = connection.Connection(region="us-east-1")
    with transactions.TransactWrite(connection=of) as transaction:
        transaction.save(model("a", 1))
        transaction.save(model("a", 2))
    with transactions.TransactGet(connection=of) as transaction:
        futures = [transaction.get(model, "a", number) for number in (1, 2)]
    assert [future.get().number for future in futures] == [1, 2]
    with (
        pytest.raises(exceptions.TransactWriteError) as caught,
        transactions.TransactWrite(connection=of) as transaction,
    ):
        transaction.save(model("a", 1), condition=model.name.does_not_exist())
    assert caught.value.cancellation_reasons[0].code == "ConditionalCheckFailed"


def test_a_table_that_is_not_there_is_an_error():
    with mock_aws(), pytest.raises(exceptions.QueryError) as caught:
        list(_model().query("a"))
    assert caught.value.cause_response_code == "ResourceNotFoundException"


def test_a_connection_lists_tables(model):
    assert connection.Connection(region="us-east-1").list_tables()["TableNames"] == ["users"]
    items = connection.TableConnection("users", region="us-east-1")
    items.describe_table()
    items.put_item("k", range_key="1", attributes={"email": {"S": "x"}})
    assert boto3.client("dynamodb", "us-east-1").scan(TableName="users")["Items"][0]["email"] == {"S": "x"}
