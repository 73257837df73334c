"""Where the code of a deployment is: `deploy create-deployment --s3-location bucket=b,key=k,bundleType=zip`."""

from __future__ import annotations

from ..adapt import Adapted, Extra
from ..faults import InvalidLine, bad_value
from ..paramfile import FileError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Option -> type of a revision, and the member that says where it is.
_LOCATIONS = {"s3-location": ("S3", "s3Location"), "github-location": ("GitHub", "gitHubLocation")}


class Revision(Adapted):
    """Operations with a revision."""

    not_required = ("--revision",)
    extras = (
        Extra("--s3-location", "Where the code is: bucket=b,key=k,bundleType=zip,eTag=e,version=v."),
        Extra("--github-location", "Where the code is: repository=account/name,commitId=c."),
    )

    def parameters(self, values: dict[str, Any], parameters: dict[str, Any]) -> None:
        """Make the revision. Raises InvalidLine."""
        from ..shorthand import Shorthand, ShorthandError

        given = [name for name in ("revision", *_LOCATIONS) if name in values]
        if len(given) > 1:
            raise InvalidLine("Only one of --s3-location, --github-location, or --revision is allowed.")
        for name, (kind, member) in _LOCATIONS.items():
            if name not in values:
                continue
            try:
                location = Shorthand(values[name]).read()
            except (FileError, ShorthandError) as error:
                raise bad_value(f"--{name}", str(error)) from None
            parameters["revision"] = {"revisionType": kind, member: location}
