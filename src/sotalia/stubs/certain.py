"""Which keys of a reply are certain: those that may be read without asking whether they are there.

Models do not say it: only some name keys as `required` in a reply, and services leave out lists that are empty and
values that are not set. A checker that took every key for uncertain would complain about each line; one that takes all
for certain, as boto3-stubs does, is silent where programs fail. The rule:

- a key that the model requires is certain;
- of a reply's outermost keys, all others are certain as well, but for
  - of a listing, tokens of the next page, and what says whether there is one: the last page has none; and what repeats
    an optional parameter, such as a prefix;
  - those that travel in an HTTP header, if not among `HEADERS`: most are sent only if they say something;
  - `UNCERTAIN` and `UNCERTAIN_IN`: what services leave out of replies to everyday calls;
- of nested keys, none is certain but `NESTED`.

`tests/stubs/test_certain.py` holds replies of services that leave out what they may against it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

#: Outermost keys that are left out where there is nothing: an empty listing, an item that does not exist, no failures.
UNCERTAIN = frozenset(
    (
        *("Contents", "CommonPrefixes", "Versions", "DeleteMarkers", "Uploads", "Parts", "Deleted"),
        *("Item", "Attributes", "UnprocessedItems", "UnprocessedKeys", "ConsumedCapacity", "ItemCollectionMetrics"),
        *("Messages", "QueueUrls"),
    )
)
#: Those of single replies whose names mean something else in others: (shape, key).
UNCERTAIN_IN = frozenset(
    (
        ("DeleteObjectsOutput", "Errors"),
        ("GetBucketLocationOutput", "LocationConstraint"),
        ("GetBucketVersioningOutput", "MFADelete"),
        ("GetBucketVersioningOutput", "Status"),
    )
)
#: Keys in headers that every good reply has.
HEADERS = frozenset(("AcceptRanges", "ContentLength", "ContentType", "ETag", "LastModified"))
#: Nested keys that are certain, by the shape that they are in.
NESTED = {"Tag": ("Key", "Value")}


def is_certain(
    shape_name: str, key: str, location: str | None, *, required: bool, outermost: bool, paging: Collection[str]
) -> bool:
    """Return whether a key of a reply is always there.

    `location` is where the model says that the key travels, `paging` has the listing's tokens and
    optional parameters.
    """
    if required:
        return True
    if not outermost:
        return key in NESTED.get(shape_name, ())
    if key in paging or key in UNCERTAIN or (shape_name, key) in UNCERTAIN_IN:
        return False
    return location != "header" or key in HEADERS
