"""Query a table again and again: `table_query.py LIBRARY URL SECONDS`. Prints what `calls.py` prints."""

import importlib
import sys
from typing import Any

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .calls import repeat
else:
    from calls import repeat  # as a script this is in no package: Python looks beside it


def main() -> None:
    library, url, seconds = sys.argv[1:]
    table = importlib.import_module(library).resource("dynamodb", endpoint_url=url).Table("users")
    key = importlib.import_module(f"{library}.dynamodb.conditions").Key

    def query() -> Any:
        return table.query(KeyConditionExpression=key("pk").eq("USER#00000001"))

    items = query()["Items"]
    assert len(items) == 100
    assert (items[1]["age"], items[1]["active"]) == (21, True)
    repeat(query, float(seconds))


if __name__ == "__main__":
    main()
