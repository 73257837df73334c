"""`sotalia shell`: an interactive Python in which `session` is ready, and each service's client by the service's name.

    $ sotalia shell --profile work
    >>> s3.list_buckets()["Buckets"]
    >>> lambda_.list_functions()      # names that Python has for itself get a _ at the end; dashes are _

Clients are made when they are first named. Tab completes services, and what a client can do.
"""

from __future__ import annotations

import sys
from keyword import iskeyword

from .context import Context
from .faults import INTERRUPTED, UnknownOptions
from .general import General, take_general

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

_USAGE = """\
usage: sotalia shell [--profile NAME] [--region NAME] [--endpoint-url URL] [other general options]

Starts an interactive Python. `session` makes clients and resources as the general options want it; the client of each
service is there by the service's name: s3, ec2, dynamodb, lambda_. What comes from stdin is run.
"""


def main(arguments: Sequence[str]) -> int:
    """Run `sotalia shell` with `arguments` and return the exit code."""
    if list(arguments[:1]) in (["help"], ["--help"], ["-h"]):
        sys.stdout.write(_USAGE)
        return 0
    context: Context | None = None
    try:
        values, rest = take_general(arguments)
        if rest:
            raise UnknownOptions(rest)
        context = Context(General(values))
        context.check_general()
        names = Names(context)
    except (Exception, KeyboardInterrupt) as error:
        from .report import report

        return report(error, context)
    return _interact(names)


class Names(dict[str, "Any"]):
    """The names of the interactive session. A service's is its client, which is made when it is first asked for."""

    def __init__(self, context: Context) -> None:
        """Raises ProfileNotFound."""
        import sotalia

        super().__init__(__name__="__main__", __doc__=None, session=context.session, sotalia=sotalia)
        self._context = context
        #: The name here → the service's.
        self.services = {_name(service): service for service in context.loader.list_available_services()}

    def __missing__(self, name: str) -> Any:
        service = self.services.get(name)
        if service is None:
            raise KeyError(name)
        client = self[name] = self._context.client(service)
        return client


def _name(service: str) -> str:
    name = service.replace("-", "_")
    return f"{name}_" if iskeyword(name) else name


def _interact(names: Names) -> int:
    from code import InteractiveConsole

    python = ".".join(map(str, sys.version_info[:3]))
    banner = (
        f"Python {python}, sotalia {names['sotalia'].__version__}. `session` is there, and each service's client "
        "by its name: s3, ec2, lambda_."
    )
    typing = sys.stdin.isatty()
    if typing:
        _complete(names)
    else:
        return _run(names)
    try:
        InteractiveConsole(names, "<shell>").interact(banner, "")
    except SystemExit as error:
        return _exit_code(error)
    return 0


def _run(names: Names) -> int:
    """Run what comes from stdin."""
    try:
        exec(compile(sys.stdin.read(), "<stdin>", "exec"), names)  # noqa: S102 - that is what the command is for
    except SystemExit as error:
        return _exit_code(error)
    except KeyboardInterrupt:
        sys.stdout.write("\n")
        return INTERRUPTED
    except Exception:
        from traceback import print_exc

        print_exc()
        return 1
    return 0


def _exit_code(error: SystemExit) -> int:
    if error.code is None or isinstance(error.code, int):
        return error.code or 0
    sys.stderr.write(f"{error.code}\n")
    return 1


def _complete(names: Names) -> None:
    """Have the tab key complete names. Nothing is kept of what was typed: there may be secrets in it."""
    try:
        import readline
        from rlcompleter import Completer
    except ImportError:  # Windows has none
        return

    class Services(Completer):
        def global_matches(self, text: str) -> list[str]:
            found: list[str] = super().global_matches(text)
            return found + [name for name in names.services if name.startswith(text) and name not in names]

    readline.set_completer(Services(names).complete)
    readline.parse_and_bind("bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete")
