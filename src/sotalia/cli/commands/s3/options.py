"""The options of `cp`, `mv`, `rm` and `sync`, as tables."""

from __future__ import annotations

from ...handmade import Row
from ...words import MANY, MAYBE, NONE, Option
from .filters import EXCLUDE, INCLUDE

_ACLS = (
    *("private", "public-read", "public-read-write", "authenticated-read", "aws-exec-read", "bucket-owner-read"),
    *("bucket-owner-full-control", "log-delivery-write"),
)
_STORAGE_CLASSES = (
    *("STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER"),
    *("DEEP_ARCHIVE", "GLACIER_IR"),
)
_CHECKSUMS = ("CRC64NVME", "CRC32", "SHA256", "SHA1", "CRC32C", "SHA512", "XXHASH64", "XXHASH3", "XXHASH128")
_AES256 = "AES256"
#: What `--case-conflict` does about names that differ in case only.
IGNORE, SKIP, WARN, ERROR = CASE_CONFLICTS = ("ignore", "skip", "warn", "error")

RECURSIVE = Row(Option("--recursive", NONE), "All files of the folder, or all objects whose keys begin so.")
DRYRUN = Row(Option("--dryrun", NONE), "Say what would be done, and do nothing.")
QUIET = Row(Option("--quiet", NONE), "Print nothing, not even errors.")
ONLY_SHOW_ERRORS = Row(Option("--only-show-errors", NONE), "Print errors and warnings only.")
PAGE_SIZE = Row(Option("--page-size", number="int"), "Keys per call that lists them (default: 1000).")
REQUEST_PAYER = Row(
    Option("--request-payer", MAYBE, value="requester", choices=("requester",)), "Who asks pays for the requests."
)
FILTERS = (
    Row(
        Option(EXCLUDE, target="filters", gathers=True),
        "Leave out names that match this glob, in which * matches slashes too. Of several --exclude and --include, the "
        "last one that matches a name decides.",
    ),
    Row(Option(INCLUDE, target="filters", gathers=True), "Do not leave out names that match this glob."),
)
JSON = Row(Option("--json", NONE), "Print a line of JSON per object, and for progress, for programs to read.")

_WHAT_IS_SHOWN = (
    Row(Option("--no-progress", NONE, target="progress", value=False), "Do not show how far it is."),
    Row(Option("--progress-frequency", number="int"), "Seconds between two updates of the progress (default: 0.1)."),
    Row(Option("--progress-multiline", NONE), "Show each update of the progress on a line of its own."),
    JSON,
)
_ENCRYPTION = (
    Row(
        Option("--sse", MAYBE, value=_AES256, choices=(_AES256, "aws:kms")),
        "Have S3 encrypt what is written; without a word: AES256.",
    ),
    Row(Option("--sse-kms-key-id"), "The key of KMS to encrypt with."),
    Row(
        Option("--sse-c", MAYBE, value=_AES256, choices=(_AES256,)),
        "Have S3 encrypt, or decrypt, with the key in --sse-c-key.",
    ),
    Row(Option("--sse-c-key"), "The 32 bytes of that key, not in base64: text, or fileb://path."),
    Row(
        Option("--sse-c-copy-source", MAYBE, value=_AES256, choices=(_AES256,)),
        "Have S3 decrypt the source of a copy with the key in --sse-c-copy-source-key.",
    ),
    Row(Option("--sse-c-copy-source-key"), "The 32 bytes of that key: text, or fileb://path."),
)
_OF_OBJECTS = (
    Row(Option("--acl", choices=_ACLS), "Who may read and write it: one of S3's canned lists."),
    Row(
        Option("--grants", MANY),
        "Who may read and write it: PERMISSION=GRANTEE words, with read, readacl, writeacl or full, and a grantee such "
        "as id=ACCOUNT or uri=GROUP.",
    ),
    Row(Option("--storage-class", choices=_STORAGE_CLASSES), "How it is stored (default: STANDARD)."),
    Row(Option("--website-redirect"), "Where a website sends those who ask for it."),
    Row(Option("--content-type"), "Its media type (default: by the file's name)."),
    Row(
        Option("--no-guess-mime-type", NONE, target="guess-mime-type", value=False),
        "Do not guess the media type by the file's name.",
    ),
    Row(Option("--cache-control"), "How caches may keep it."),
    Row(Option("--content-disposition"), "How browsers show it, and under which name they store it."),
    Row(Option("--content-encoding"), "How it is compressed."),
    Row(Option("--content-language"), "Which language it is in."),
    Row(Option("--expires"), "Until when caches may keep it."),
    Row(Option("--metadata"), "Metadata of its own: name=value,name=value, or JSON."),
    Row(
        Option("--metadata-directive", choices=("COPY", "REPLACE")),
        "Whether a copy has its source's metadata, or that of this line. --copy-props does better.",
    ),
    Row(
        Option("--copy-props", choices=("none", "metadata-directive", "default")),
        "What a copy takes over from its source: metadata and tags (default), metadata only, or nothing. What this "
        "line says goes before.",
    ),
    Row(Option("--checksum-algorithm", choices=_CHECKSUMS), "The checksum that is sent along (default: CRC64NVME)."),
    Row(Option("--checksum-mode", choices=("ENABLED",)), "Verify what is downloaded, where there is a checksum."),
)
_WHICH = (
    Row(Option("--follow-symlinks", NONE, target="follow-symlinks"), "Upload what links lead to (the default)."),
    Row(Option("--no-follow-symlinks", NONE, target="follow-symlinks", value=False), "Leave out links."),
    Row(Option("--no-overwrite", NONE), "Leave alone what the target has already."),
    Row(
        Option("--case-conflict", choices=CASE_CONFLICTS),
        "What to do about objects whose names differ in case only, when they are downloaded.",
    ),
    Row(Option("--ignore-glacier-warnings", NONE), "Leave out archived objects without a warning."),
    Row(Option("--force-glacier-transfer", NONE), "Ask for archived objects all the same."),
    Row(Option("--source-region"), "The region of the bucket that is copied from."),
)

_RESUME = Row(
    Option("--resume", NONE),
    "Keep what has been transferred of a large object when it ends early, and go on from there the next time.",
)
_TRANSFERS = (
    _RESUME,
    *(DRYRUN, QUIET, ONLY_SHOW_ERRORS, *FILTERS, PAGE_SIZE, REQUEST_PAYER),
    *_WHAT_IS_SHOWN,
    *_OF_OBJECTS,
    *_ENCRYPTION,
    *_WHICH,
)
CP_ROWS = (
    RECURSIVE,
    Row(Option("--expected-size"), "How many bytes a stream has, if these are more than 50 GB."),
    *_TRANSFERS,
)
MV_ROWS = (
    RECURSIVE,
    Row(
        Option("--validate-same-s3-paths", NONE),
        "Ask first which buckets access points stand for, so that nothing is moved onto itself.",
    ),
    *_TRANSFERS,
)
RM_ROWS = (RECURSIVE, DRYRUN, QUIET, ONLY_SHOW_ERRORS, *FILTERS, PAGE_SIZE, REQUEST_PAYER, JSON)
_HUMAN = Row(Option("--human-readable", NONE), "Sizes as 1.5 MiB.")
CAT_ROWS = (*_ENCRYPTION[2:4], REQUEST_PAYER, PAGE_SIZE)
DU_ROWS = (
    Row(
        Option("--depth", number="int"), "How many levels of folders to list (default: 1); 0 for the total.", default=1
    ),
    _HUMAN,
    REQUEST_PAYER,
    PAGE_SIZE,
)
TREE_ROWS = (
    Row(Option("--depth", number="int"), "How many levels to show (default: all)."),
    _HUMAN,
    REQUEST_PAYER,
    PAGE_SIZE,
)
SYNC_ROWS = (
    Row(Option("--delete", NONE), "Delete what the source does not have."),
    Row(Option("--size-only", NONE), "Compare sizes only, not times."),
    Row(Option("--exact-timestamps", NONE), "When downloading, transfer whatever has another time."),
    Row(
        Option("--checksum", NONE),
        "Compare bytes, by the ETag, instead of times: local files are read for that.",
    ),
    *_TRANSFERS,
)
