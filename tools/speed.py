"""Build the readers in C and install them beside Sotalia, where that can be done.

    python -m tools.speed              installs them, or prints why not; exit code 1 if the build fails
    python -m tools.speed --has        exit code 1 if they are not installed
    python -m tools.speed --sanitized -m tests.speed --count 1000000
                                       builds them apart with gcc's AddressSanitizer and UBSan, and runs Python on that

A compiler and Python's headers are needed. Where they are missing, nothing else is: Sotalia reads in Python.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "speed"


def main(arguments: list[str]) -> int:
    """Run the command line; return the exit code."""
    if arguments == ["--has"]:
        return 0 if importlib.util.find_spec("sotalia_speed") else 1
    if arguments[:1] == ["--sanitized"]:
        return sanitized(arguments[1:])
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    missing = obstacle()
    if missing is None:
        return subprocess.run([*pip, "install", "--force-reinstall", str(PROJECT)]).returncode
    print(f"the readers in C are not built, nor tested: {missing}")
    if importlib.util.find_spec("sotalia_speed"):  # of another day
        return subprocess.run([*pip, "uninstall", "--yes", "sotalia-speed"]).returncode
    return 0


def wheel(folder: str) -> str:
    """Build the wheel into an empty folder and return its path. Raises CalledProcessError."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", folder, str(PROJECT)], check=True)
    (path,) = map(str, Path(folder).glob("*.whl"))
    return path


def sanitized(arguments: list[str]) -> int:
    """Run Python with `arguments` and readers that stop at the first access to memory that is not theirs."""
    with tempfile.TemporaryDirectory() as folder:
        flags = "-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g -O1"
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-deps"]
        build = [*pip, "--target", folder, str(PROJECT)]
        if code := subprocess.run(build, env={**os.environ, "SOTALIA_SPEED_CFLAGS": flags}).returncode:
            return code
        found = (subprocess.check_output(["gcc", f"-print-file-name={name}.so"], text=True) for name in _SANITIZERS)
        environment = {
            **os.environ,
            "LD_PRELOAD": " ".join(path.strip() for path in found),
            "ASAN_OPTIONS": "detect_leaks=0",  # Python itself leaves much behind
            "PYTHONMALLOC": "malloc",  # else small objects lie in larger pieces of memory
            "PYTHONPATH": folder,
        }
        return subprocess.run([sys.executable, *arguments], env=environment).returncode


_SANITIZERS = ("libasan", "libubsan")


def obstacle() -> str | None:
    """Say why the readers cannot be built here, or return None."""
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        return "they are not for free-threaded Pythons"
    if not (Path(sysconfig.get_path("include")) / "Python.h").exists():
        return "Python's headers are missing (Debian: apt-get install python3-dev)"
    compiler = shlex.split(sysconfig.get_config_var("CC") or "cc")[0]
    if sys.platform != "win32" and shutil.which(compiler) is None:
        return f"there is no compiler, {compiler} (Debian: apt-get install gcc)"
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
