"""`configure`: the profiles in AWS's files, asked for, shown, set, listed, imported and exported."""

from __future__ import annotations

from ...handmade import Command, Row
from ...words import NONE, Option
from .ask import ask, ask_sso, ask_sso_session
from .export import FORMATS, export, import_keys
from .show import get, list_profiles, list_settings
from .store import add_model, set_value

_PROFILE_PREFIX = Row(Option("--profile-prefix"), "What the names of the profiles begin with.")

CONFIGURE = Command(
    ask,
    below={
        "list": Command(list_settings, summary="show the profile, the keys and the region, and where each comes from"),
        "list-profiles": Command(list_profiles, summary="show the names of the profiles"),
        "get": Command(
            get,
            summary="show a value of a profile; the exit code is 1 if there is none",
            positional=("varname",),
            text="`get region`, `get s3.addressing_style`, `get profile.other.region`, `get sso-session.x.sso_region`",
        ),
        "set": Command(
            set_value,
            summary="set a value of a profile",
            positional=("varname", "value"),
            text="`set region eu-west-1`, `set s3.addressing_style path`, `set profile.other.region eu-west-1`",
        ),
        "import": Command(
            import_keys,
            summary="take over keys from a CSV file that the console made",
            rows=(
                Row(Option("--csv"), "The CSV, or its file as file://path.", required=True),
                Row(Option("--skip-invalid", NONE), "Leave out rows that are not complete."),
                _PROFILE_PREFIX,
            ),
        ),
        "export-credentials": Command(
            export,
            summary="print credentials for other programs",
            rows=(
                Row(Option("--format", choices=FORMATS), "How to print them (default: process).", default="process"),
            ),
        ),
        "sso": Command(
            ask_sso,
            summary="ask for a profile that signs in by IAM Identity Center",
            rows=(
                Row(Option("--no-browser", NONE), "Do not open the browser."),
                Row(Option("--use-device-code", NONE), "Confirm a code, with a browser anywhere."),
            ),
        ),
        "sso-session": Command(
            ask_sso_session, summary="ask for a session of IAM Identity Center, for profiles to share"
        ),
        "add-model": Command(
            add_model,
            summary="take over the model of a service, as JSON",
            rows=(
                Row(Option("--service-model"), "The model, or its file as file://path.", required=True),
                Row(Option("--service-name"), "What to call the service (default: the model's endpoint prefix)."),
            ),
        ),
    },
)
