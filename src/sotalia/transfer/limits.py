"""What S3 allows, in one place: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html"""

from __future__ import annotations

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB

#: How many parts an object may have.
MOST_PARTS = 10_000
#: The smallest part but the last, and the largest one; the latter also bounds a single PutObject and CopyObject.
SMALLEST_PART = 5 * MIB
LARGEST_PART = 5 * GIB
#: The largest object, in bytes: AWS calls it 50 TB.
LARGEST_OBJECT = MOST_PARTS * LARGEST_PART
#: After so many parts of a stream whose length nobody knows, parts become twice as large.
PARTS_OF_ONE_SIZE = 1000


def part_size(wanted: int, size: int | None) -> int:
    """Return the size of the parts of an object of `size` bytes (None: unknown), as near to `wanted` as S3 allows.

    It is doubled until 10,000 parts suffice, as boto3 does.
    """
    if size is not None:
        while size > wanted * MOST_PARTS:
            wanted *= 2
    return min(max(wanted, SMALLEST_PART), LARGEST_PART)


def size_of_next(first: int, number: int) -> int:
    """Return the size of part `number` (from 1) of a stream of unknown length whose parts began with `first` bytes."""
    return min(first << ((number - 1) // PARTS_OF_ONE_SIZE), LARGEST_PART)
