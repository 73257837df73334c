"""`sotalia completion SHELL`: the script with which a shell completes the command.

Bash calls the program of `complete -C` with the line and the cursor's place in its environment; zsh does, too, with its
`bashcompinit`; for fish the script says the same.
"""

from __future__ import annotations

import sys

from .program import program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_SCRIPTS = {
    "bash": "complete -C '{name} complete' {name}\n",
    "zsh": ("autoload -Uz compinit bashcompinit && compinit && bashcompinit\ncomplete -C '{name} complete' {name}\n"),
    "fish": (
        "complete --command {name} --no-files --arguments "
        "'(begin; set -lx COMP_LINE (commandline -cp); {name} complete; end)'\n"
    ),
}
_USAGE = """\
usage: sotalia completion bash|zsh|fish

Prints the script that has a shell complete the command:

  bash, in ~/.bashrc:                    eval "$(sotalia completion bash)"
  zsh, in ~/.zshrc:                      eval "$(sotalia completion zsh)"
  fish, in ~/.config/fish/config.fish:   sotalia completion fish | source
"""


def main(arguments: Sequence[str]) -> int:
    """Run `sotalia completion` with `arguments` and return the exit code."""
    if list(arguments[:1]) in (["help"], ["--help"], ["-h"]):
        print(_USAGE, end="")
        return 0
    if len(arguments) != 1 or arguments[0] not in _SCRIPTS:
        print(_USAGE, end="", file=sys.stderr)
        return 2
    print(_SCRIPTS[arguments[0]].format(name=program()), end="")
    return 0
