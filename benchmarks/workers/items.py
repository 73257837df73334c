"""Convert 100 items of 20 mixed attributes: in turns (see turns.py): `items.py LIBRARY serialize|deserialize`.

A call is all 100 together.
"""

import importlib
import sys
from decimal import Decimal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .turns import take_turns
else:
    from turns import take_turns  # as a script this is in no package: Python looks beside it


def item(number: int) -> dict[str, object]:
    return {
        "pk": f"USER#{number:08}",
        "sk": "PROFILE",
        "name": f"Sotalia fluviatilis {number}",
        "email": f"tucuxi{number}@example.com",
        "country": "BR",
        "bio": "Small dolphins of the Amazon and of the coast. " * 3,
        "age": 20 + number % 50,
        "balance": Decimal(number * 325) / 100,
        "score": Decimal("0.125"),
        "visits": number * 977,
        "active": number % 3 != 0,
        "verified": True,
        "deleted": None,
        "avatar": b"sotalia" * 4,
        "tags": ["river", "amazon", "dolphin"],
        "roles": {"reader", "writer"},
        "numbers": {1, 2, 3},
        "address": {"city": "Tefé", "zip": "69550-000", "floor": None},
        "devices": [{"id": "d-1", "on": True}, {"id": "d-2", "on": False}],
        "settings": {"theme": "dark", "limits": {"daily": 10, "monthly": 200}},
    }


def main() -> None:
    library, way = sys.argv[1:]
    types = importlib.import_module(f"{library}.dynamodb.types")
    items = [item(number) for number in range(100)]
    serialize, deserialize = types.TypeSerializer().serialize, types.TypeDeserializer().deserialize
    wired = [serialize(each) for each in items]
    assert all(deserialize(after) == before for before, after in zip(items, wired, strict=True))
    if way == "serialize":
        take_turns(lambda: [serialize(each) for each in items])
    else:
        take_turns(lambda: [deserialize(each) for each in wired])


if __name__ == "__main__":
    main()
