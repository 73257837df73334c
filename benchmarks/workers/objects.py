"""Go through all objects of a bucket once: `objects.py LIBRARY URL COUNT`. Prints {"cpu": seconds, "wall": seconds}.

Before that a few objects are looked at, so that importing and compiling are not counted.
"""

import importlib
import json
import sys
import time


def main() -> None:
    library, url, count = sys.argv[1:]
    bucket = importlib.import_module(library).resource("s3", endpoint_url=url).Bucket("bench-bucket")
    assert len([summary.key for summary in bucket.objects.limit(3)]) == 3
    cpu, wall = time.process_time(), time.perf_counter()
    seen = 0
    for summary in bucket.objects.all():
        assert summary.key
        assert summary.size is not None
        seen += 1
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    assert seen == int(count), seen
    print(json.dumps({"cpu": cpu, "wall": wall}))


if __name__ == "__main__":
    main()
