"""Sources that are named somewhere and that this version cannot ask yet: each is refused at its place in the chain.

None is ever passed over: the keys that may stand beside a `role_arn` or a `credential_process` are somebody else's, and
signing with them would act in the wrong name. `UNASKED` names the sources as boto3 does, each with the function that
says what names it; when a source comes, its file and its row in `chain.SOURCES` take the place of the row here.
"""

from __future__ import annotations

from ..errors import CredentialRetrievalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from ..effects import Effect
    from .chain import Lookup, Source
    from .credentials import Credentials

    #: Tells what names a source: ("the profile 'x'", "its option role_arn"); None where nothing does.
    Named = Callable[[Lookup], "tuple[str, str] | None"]

WEB_TOKEN = "web_identity_token_file"  # noqa: S105 - the option's name
WEB_TOKEN_VARIABLE = "AWS_WEB_IDENTITY_TOKEN_FILE"  # noqa: S105 - the variable's name


def assumed_role(lookup: Lookup) -> tuple[str, str] | None:
    """A profile with a role, whichever keys it is assumed with."""
    return None if WEB_TOKEN in lookup.profile else _option(lookup, "role_arn")


def web_identity(lookup: Lookup) -> tuple[str, str] | None:
    """A token for a role, in a file; what the environment says goes before the profile, unless code names that.

    boto3 passes a profile over where the name of the file is empty, even one with a role: here it counts as named.
    """
    says = not lookup.has_named_profile and lookup.environ.get(WEB_TOKEN_VARIABLE)
    return _variable(lookup, WEB_TOKEN_VARIABLE) if says else _option(lookup, WEB_TOKEN)


def single_sign_on(lookup: Lookup) -> tuple[str, str] | None:
    """A profile with an account or a role of IAM Identity Center. An `sso_session` alone is for bearer tokens."""
    return _option(lookup, "sso_role_name", "sso_account_id")


def process(lookup: Lookup) -> tuple[str, str] | None:
    """A profile with a program to run."""
    return _option(lookup, "credential_process")


def ec2_file(lookup: Lookup) -> tuple[str, str] | None:
    """The file of the first command line tools for EC2."""
    return _variable(lookup, "AWS_CREDENTIAL_FILE")


def container(lookup: Lookup) -> tuple[str, str] | None:
    """The server that ECS, EKS and others have for their containers."""
    return _variable(lookup, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")


def ec2_metadata(lookup: Lookup) -> tuple[str, str] | None:
    """The metadata service of EC2, where somebody says that there is one: elsewhere nothing tells without asking."""
    option = "ec2_metadata_service_endpoint"
    if lookup.environ.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true" or not lookup.settings.get(option):
        return None
    return _variable(lookup, "AWS_EC2_METADATA_SERVICE_ENDPOINT") or _option(lookup, option)


UNASKED: dict[str, Named] = {
    "assume-role": assumed_role,
    "assume-role-with-web-identity": web_identity,
    "sso": single_sign_on,
    "custom-process": process,
    "ec2-credentials-file": ec2_file,
    "container-role": container,
    "iam-role": ec2_metadata,
}


def refused(method: str) -> tuple[str, Source]:
    """Return the row for the source `method` in the chain: it raises CredentialRetrievalError where that is named."""
    named = UNASKED[method]

    def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
        yield from ()
        found = named(lookup)
        if found is None:
            return None
        who, how = found
        raise CredentialRetrievalError(
            provider=method,
            error_msg=(
                f"{who} gets its credentials by {how}, which this version of Sotalia cannot do yet. Give keys as "
                "arguments, or in the environment of a program that names no profile, for instance by "
                f'`eval "$(aws configure export-credentials --profile {lookup.profile_name} --format env)"`.'
            ),
        )

    return method, find


def _option(lookup: Lookup, *names: str) -> tuple[str, str] | None:
    found = next((name for name in names if name in lookup.profile), None)
    return None if found is None else (f"The profile {lookup.profile_name!r}", found)


def _variable(lookup: Lookup, *names: str) -> tuple[str, str] | None:
    found = next((name for name in names if name in lookup.environ), None)
    return None if found is None else ("The environment", found)
