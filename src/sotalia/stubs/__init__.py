"""Type stubs, written from AWS's models: for `sotalia-stubs` (`tools/stubs.py`) and for `sotalia types`.

A stub file tells type checkers and editors what a module has. `service.py` is one service and all that is known of its
types: which there are, how they are called, which keys they have (`shapes.py`, `names.py`, `certain.py`). Files are
written from that:

    clients.py      client.pyi, aio.pyi, exceptions/<service>.pyi
    repeated.py     _parts.pyi, paginator.pyi, waiter.pyi, literals.pyi, type_defs.pyi
    resources.py    service_resource.pyi, aio_resource.pyi
    package.py      which files there are; overloads of `client` and `resource`; what all services share
    faces.py        Sotalia's own classes as those files need them, read off their sources
    text.py         how dicts, literals and imports are written; `prose.py`: first sentences

`objects.py` makes the same names for programs that run: `sotalia.types.<service>`. `discover.py` finds the services
that a program uses.

Laws:
- blocking and awaited files are written by one loop, and share all dicts;
- the files that a checker reads for every service (`client.pyi`) mention dicts by their module, and never `import *`;
- a module of a service is imported as `import sotalia.types.s3.type_defs as _t`: with `from sotalia.types.s3 import …`
  pyright would read the package, which has all names of all modules;
- a signature of Sotalia's own is written once, in the source, and read from there.
"""
