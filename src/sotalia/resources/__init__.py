"""Resources: objects instead of dicts, with the names, arguments and results that boto3's have.

    bucket = sotalia.resource("s3").Bucket("my-bucket")
    for summary in bucket.objects.filter(Prefix="logs/").limit(50):
        print(summary.key, summary.size)

AWS describes them in documents of their own (`model.resources`), and classes are made from those: one per resource,
when it is first needed, once per process (`context.py`). What a call's parameters are and what its reply becomes are
closures (`params.py`, `response.py`), made when an action is first called; the shells in `_async` and
`_sync` only call the client in between. Methods that no document describes come from `services/`.

Laws:
- making an object is no I/O, and costs little more than the object: a listing makes thousands of them;
- an object's state is its identifiers, its client and its data, each set by a single assignment: objects may be shared
  by threads and tasks, and pickle;
- awaited resources never wait for an attribute: reading one that was not loaded is an error.
"""
