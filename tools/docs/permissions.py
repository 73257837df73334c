"""Which permissions AWS's prose says that an operation needs.

Models have no field for them: of some 20,000 operations, the text of 1,034 names actions of IAM's (`s3:PutObject`),
mostly in a list below a line that says "permissions". What it names is found here; where it names none, nothing is
guessed, since an action is not always called like its operation (`ListObjectsV2` needs `s3:ListBucket`).
"""

from __future__ import annotations

import re

#: `s3:PutObject`, also as the label of a link; no ARN, no address, no condition key.
_ACTION = re.compile(r"(?<![\w:/.-])([a-z][a-z0-9-]*:[A-Z][A-Za-z0-9]+\*?)(?![\w:/-])(?!`* condition)")
#: IoT says it in this way, with the action's name alone.
_ACCESS = re.compile(r"[Rr]equires permission to access the `(\w+) <")
_SAYS_SO = re.compile(r"permission|access|allow|authori[sz]|polic(?:y|ies)|action", re.IGNORECASE)
_NOT_OF_SERVICES = ("aws:", "arn:", "urn:", "xmlns:")


def permissions(text: str, service: str) -> list[str]:
    """Return the actions that a prose names as permissions, in its order; `service` is the prefix of its own."""
    found: dict[str, None] = {}
    heading = ""
    for paragraph in text.split("\n\n"):
        if not paragraph.lstrip(" ").startswith("* "):
            heading = paragraph
        if not _SAYS_SO.search(heading) and not _SAYS_SO.search(paragraph):
            continue
        found.update(dict.fromkeys(f"{service}:{name}" for name in _ACCESS.findall(paragraph)))
        found.update(dict.fromkeys(each for each in _ACTION.findall(paragraph)))
    return [each for each in found if not each.startswith(_NOT_OF_SERVICES)]
