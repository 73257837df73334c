"""Query a table again and again, in turns (see turns.py): `table_query.py LIBRARY URL`."""

import importlib
import sys
from typing import Any

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .turns import take_turns
else:
    from turns import take_turns  # as a script this is in no package: Python looks beside it


def main() -> None:
    library, url = sys.argv[1:]
    table = importlib.import_module(library).resource("dynamodb", endpoint_url=url).Table("users")
    key = importlib.import_module(f"{library}.dynamodb.conditions").Key

    def query() -> Any:
        return table.query(KeyConditionExpression=key("pk").eq("USER#00000001"))

    items = query()["Items"]
    assert len(items) == 100
    assert (items[1]["age"], items[1]["active"]) == (21, True)
    take_turns(query)


if __name__ == "__main__":
    main()
