"""Where a module uses what only POSIX has, or asks which system it runs on: `io/system.py` is to do that for it.

There, each such name has a Windows way beside it. A use elsewhere is an exception in `tools/check_layers.py`, with the
reason, or with where the other way is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.imports import Module

#: Modules that Windows does not have.
MODULES = {"crypt", "fcntl", "grp", "nis", "posix", "pty", "pwd", "resource", "spwd", "syslog", "termios", "tty"}
#: What it lacks of others, and what asks which system it is. A name that ends in `*` stands for all that begin so.
NAMES = {
    "os": {
        "O_ASYNC", "O_CLOEXEC", "O_DIRECT*", "O_DSYNC", "O_NOATIME", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK", "O_PATH",
        "O_SYNC", "O_TMPFILE", "W*", "chmod", "chown", "chroot", "copy_file_range", "ctermid", "eventfd*", "fchdir",
        "fchmod", "fchown", "fdatasync", "fork*", "fpathconf", "getegid", "geteuid", "getgid", "getgroups",
        "getloadavg", "getpgid", "getpgrp", "getpriority", "getresuid", "getsid", "getuid", "getxattr", "initgroups",
        "killpg", "lchown", "lockf", "major", "memfd_create", "minor", "mkfifo", "mknod", "name", "nice", "openpty",
        "pathconf", "pidfd_open", "posix_*", "pread*", "pwrite*", "readv", "register_at_fork", "sched_*", "sendfile",
        "setegid", "seteuid", "setgid", "setgroups", "setns", "setpgid", "setpriority", "setsid", "setuid",
        "setxattr", "splice", "statvfs", "sync", "sysconf*", "tcgetpgrp", "tcsetpgrp", "ttyname", "umask", "uname",
        "unshare", "wait", "wait3", "wait4", "waitid", "writev",
    },
    "select": {"EPOLL*", "POLL*", "devpoll", "epoll", "kevent", "kqueue", "poll"},
    "signal": {
        "ITIMER_*", "SIGALRM", "SIGBUS", "SIGCHLD", "SIGCONT", "SIGHUP", "SIGIO", "SIGKILL", "SIGPIPE", "SIGPROF",
        "SIGQUIT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGUSR*", "SIGWINCH", "alarm", "getitimer", "pause",
        "pthread_*", "setitimer", "siginterrupt", "sigpending", "sigtimedwait", "sigwait*",
    },
    "socket": {"AF_PACKET", "AF_UNIX", "MSG_CMSG_CLOEXEC", "SCM_RIGHTS", "SO_REUSEPORT", "recv_fds", "send_fds"},
    "sys": {"getwindowsversion", "platform"},
}  # fmt: skip
#: What a fault's message ends with.
ELSEWHERE = "give it a name in io/system.py, with a Windows way beside it"


def posix_uses(module: Module) -> Iterator[tuple[int, str, str]]:
    """Yield (line, what, message) for each use of what only POSIX has: `os.uname`, the mode of a file, `/dev/tty`."""
    for line, what in _uses(module):
        yield line, what, f"{what}: not every system has it, or means the same by it; {ELSEWHERE}"


def _uses(module: Module) -> Iterator[tuple[int, str]]:
    known_as = {name: name for name in NAMES}
    for node in module.nodes:
        match node:
            case ast.Import(names=names):
                known_as |= {alias.asname: alias.name for alias in names if alias.asname and alias.name in NAMES}
                yield from ((node.lineno, alias.name) for alias in names if alias.name.partition(".")[0] in MODULES)
            case ast.ImportFrom(module=str(name), level=0, names=names):
                found = (f"{name}.{alias.name}" for alias in names)
                yield from ((node.lineno, what) for what in found if name in MODULES or _is_posix(what))
    for node in module.nodes:
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=attr) if owner in known_as:
                what = f"{known_as[owner]}.{attr}"
            case ast.Call(
                func=ast.Name(id="getattr" | "hasattr"), args=[ast.Name(id=owner), ast.Constant(value=str(attr)), *_]
            ) if owner in known_as:
                what = f"{known_as[owner]}.{attr}"
            case ast.keyword(arg="mode", value=ast.Constant(value=int())):
                yield node.value.lineno, "mode"
                continue
            case ast.Constant(value=str(text)) if text.startswith(("/dev/", "/proc/", "/sys/")):
                yield node.lineno, text
                continue
            case _:
                continue
        if _is_posix(what):
            yield node.lineno, what


def _is_posix(what: str) -> bool:
    module, _, name = what.partition(".")
    return any(
        name == known or (known.endswith("*") and name.startswith(known[:-1])) for known in NAMES.get(module, ())
    )
