"""The schemes that requests are signed by, one row each: everything about a scheme but how it signs.

The names are botocore's signature versions, because programs read and set them (`Config(signature_version="s3v4")`,
the `choose-signer` event). A scheme has up to three forms with a name each: `s3v4` signs in headers, `s3v4-query` in a
URL, `s3v4-presign-post` the policy of a browser's form. Some also sign the frames of event streams.

    v4, v4a, v4-s3express   Signature Version 4; its asymmetric kind, for a set of regions; that of a session with
                            S3 Express, whose token has a header of its own
    s3v4, s3v4a             the same for S3: the path as it is, the payload's hash in a header (or, in a URL, nowhere)
    s3                      S3's first scheme, HMAC-SHA1
    v2, v3, v3https         the schemes of the oldest services
    bearer, none            a token in place of a signature; no signature

A new scheme is a row of `SCHEMES` and a file in `auth/` with a function for each of its forms:

    headers   (request, scheme, credentials, now, resource)                signs the request in place
    query     (request, scheme, credentials, now, expires_in, resource)    returns the URL
    post      (scheme, credentials, now, fields, conditions, expires_in)   returns the form's fields
    events    (scheme, credentials, authorization)                         has `sign(frame, now)`, and returns frames

The table is no part of `auth/`, since models and endpoints name schemes as well, and both are in layers before it. It
imports nothing, since clients read it when they are made.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

#: The forms of a scheme, called as botocore calls the types of signatures.
HEADERS, QUERY, POST, EVENTS = "standard", "presign-url", "presign-post", "events"
#: What a form adds to the scheme's name.
SUFFIXES = {HEADERS: "", QUERY: "-query", POST: "-presign-post"}

#: What a scheme needs: access keys; a bearer token; a region; the `cryptography` package.
KEYS, TOKEN, REGION, CRYPTO = "keys", "token", "region", "crypto"

#: The scheme that signs nothing, in any form.
NONE = "none"


class Scheme:
    """A row of the table.

    `headers`, `query`, `post`, `events` are its functions as `module:function` in `auth/`, None for a form that it does
    not have. `needs` are the constants above.
    `trait` is how models name it, `rules` how the endpoint rules do, where they offer schemes.
    `as_is` is the scheme that replaces it where paths are signed as they are.
    `path_as_is`: the path is signed as it goes on the wire, neither normalized nor encoded again, and the payload's
    hash goes into `x-amz-content-sha256`. `needs_library`: it loads a large library, which takes long.
    `many_regions`: one signature is valid in a set of regions, by default in all.
    `session`: its token is that of a session, and is sent under that name. `names_resource`: it signs the name of the
    resource in place of the path. `trailers`: a checksum may follow the body. `exclusive`: where it is configured,
    presigned URLs are signed by no other scheme either.
    """

    __slots__ = (
        "as_is",
        "exclusive",
        "forms",
        "many_regions",
        "name",
        "names_resource",
        "needs",
        "needs_keys",
        "needs_library",
        "needs_region",
        "path_as_is",
        "rules",
        "session",
        "trailers",
        "trait",
    )

    def __init__(
        self,
        name: str,
        headers: str | None = None,
        query: str | None = None,
        post: str | None = None,
        events: str | None = None,
        *,
        needs: Iterable[str] = (),
        trait: str | None = None,
        rules: str | None = None,
        as_is: str | None = None,
        path_as_is: bool = False,
        many_regions: bool = False,
        session: bool = False,
        names_resource: bool = False,
        trailers: bool = True,
        exclusive: bool = False,
    ) -> None:
        self.name = name
        self.forms = {HEADERS: headers, QUERY: query, POST: post, EVENTS: events}
        self.needs = frozenset(needs)
        self.needs_keys = KEYS in self.needs
        self.needs_library = CRYPTO in self.needs
        self.needs_region = REGION in self.needs
        self.trait = trait
        self.rules = rules
        self.as_is = as_is
        self.path_as_is = path_as_is
        self.many_regions = many_regions
        self.session = session
        self.names_resource = names_resource
        self.trailers = trailers
        self.exclusive = exclusive

    def name_of(self, form: str) -> str:
        """Return the full name of one of its forms: `s3v4-query`."""
        return self.name if self.name == NONE else self.name + SUFFIXES.get(form, "")


SCHEMES = (
    Scheme(
        "v4", "sigv4:sign_headers", "query:presign_query", None, "eventstream:event_signer",
        needs=(KEYS, REGION), trait="aws.auth#sigv4", rules="sigv4", as_is="s3v4",
    ),
    Scheme(
        "s3v4", "sigv4:sign_headers", "query:presign_query", "post:v4_fields", "eventstream:event_signer",
        needs=(KEYS, REGION), rules="sigv4", path_as_is=True,
    ),
    Scheme(
        "v4-s3express", "sigv4:sign_headers", "query:presign_query", "post:v4_fields",
        needs=(KEYS, REGION), rules="sigv4", path_as_is=True, session=True, exclusive=True,
    ),
    Scheme(
        "v4a", "sigv4a:sign_headers",
        needs=(KEYS, REGION, CRYPTO), trait="aws.auth#sigv4a", rules="sigv4a", as_is="s3v4a", many_regions=True,
        exclusive=True,
    ),
    Scheme(
        "s3v4a", "sigv4a:sign_headers", "sigv4a:presign_query",
        needs=(KEYS, REGION, CRYPTO), rules="sigv4a", path_as_is=True, many_regions=True,
    ),
    Scheme(
        "s3", "s3:sign_headers", "s3:presign_query", "post:s3_fields", needs=(KEYS,), names_resource=True,
        trailers=False,
    ),
    Scheme("v2", "legacy:sign_v2", needs=(KEYS,)),
    Scheme("v3", "legacy:sign_v3", needs=(KEYS,)),
    Scheme("v3https", "legacy:sign_v3", needs=(KEYS,)),
    Scheme("bearer", "bearer:sign_bearer", needs=(TOKEN,), trait="smithy.api#httpBearerAuth", rules="bearer"),
    Scheme(NONE, "unsigned:mark_trailer", "unsigned:plain_url", "unsigned:plain_fields", trait="smithy.api#noAuth"),
)  # fmt: skip

#: Stands for a scheme that has no row: programs may name any, and get an error when a request is signed.
UNKNOWN = Scheme("", needs=(KEYS,))

#: Schemes by the full names of their forms.
BY_NAME = {row.name_of(form): row for row in SCHEMES for form, place in row.forms.items() if place}
#: Names of schemes by what models call them.
BY_TRAIT = {row.trait: row.name for row in SCHEMES if row.trait}
#: The full names of the forms that sign.
SIGNING = frozenset(BY_NAME) - {NONE}


def place_of(name: str, form: str) -> str | None:
    """Return the place (`module:function`) of what signs in that form by the scheme of this full name, or None."""
    row = BY_NAME.get(name)
    return row.forms[form] if row is not None and row.name_of(form) == name else None


def asked_for(name: str) -> Scheme:
    """Return the scheme that `name` is a form of, or a variation of: that of `v4-unsigned-body` is `v4`."""
    row = BY_NAME.get(name)
    if row is None:
        families = [row for row in SCHEMES if name.startswith(f"{row.name}-")]
        row = max(families, key=lambda row: len(row.name), default=UNKNOWN)
    return row


def in_form(name: str, form: str) -> str:
    """Return the full name of the scheme's form; `name` is the scheme's name, or already that of the form."""
    suffix = SUFFIXES[form]
    return name if name.endswith(suffix) else name + suffix
