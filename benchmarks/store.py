"""An S3 for throughput: nginx with a store in memory, plain and over TLS, that never is what a transfer waits for.

    with Store(room=2**30) as store:
        (store.folder / "bucket" / "key").write_bytes(data)     # is an object
        store.list("same", names, size=16)                      # what listings of that bucket are answered with

PUT and GET store and read files; parts of uploads are written over each other, and what is said of them is canned. It
checks nothing. It needs nginx with its WebDAV module, as Debian's nginx-light has it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.servers.certificates import self_signed

from .contenders import Unavailable
from .process import Process, find_nginx, nginx_command

#: The buckets that clients may warm up with.
BUCKETS = ("many", "large")
MEMORY = Path("/dev/shm")
PAGE = 1000
#: When the listed objects were changed last; files that are to be older get the time before.
LISTED_AT = "2025-06-01T00:00:00.000Z"
BEFORE = 1_735_689_600
_ETAG = '"d41d8cd98f00b204e9800998ecf8427e"'
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
_CREATED = f"<InitiateMultipartUploadResult {_NAMESPACE}><Bucket>up</Bucket><Key>k</Key><UploadId>U1</UploadId>"
_COMPLETED = (
    f"<CompleteMultipartUploadResult {_NAMESPACE}><Location>l</Location><Bucket>up</Bucket><Key>k</Key>"
    "<ETag>&quot;d41d8cd98f00b204e9800998ecf8427e-4&quot;</ETag>"
)
_CONFIG = """daemon off;
{user}pid {directory}/nginx.pid;
error_log {directory}/error.log crit;
worker_processes 1; worker_rlimit_nofile 8192;
events {{ worker_connections 2048; }}
http {{
    access_log off; server_tokens off; sendfile on; tcp_nopush on; tcp_nodelay on; etag on; types {{ }}
    keepalive_requests 1000000000; keepalive_timeout 3600s; client_max_body_size 0; client_body_buffer_size 1m;
    client_body_temp_path {store}/incoming; proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi; uwsgi_temp_path {directory}/uwsgi; scgi_temp_path {directory}/scgi;
    map $args $kind {{
        default object;
        "~(^|&)(list-type|delimiter|prefix|max-keys)=" list;
        "~(^|&)uploads(=|&|$)" create;
        "~(^|&)uploadId=" part;
    }}
    map "$request_method:$kind" $act {{
        default object; "GET:list" list; "POST:create" create; "POST:part" complete; "PUT:part" part;
        "DELETE:part" abort;
    }}
    map $args $page {{ default 0; "~(^|&)(continuation-token|marker)=t(?<number>[0-9]+)" $number; }}
    server {{
        listen 127.0.0.1:{plain} backlog=1024;
        listen 127.0.0.1:{secure} ssl backlog=1024;
        ssl_certificate {certificate}; ssl_certificate_key {key};
        default_type application/octet-stream;
        root {store};
        location / {{
            if ($act = list) {{ rewrite "^/(?<bucket>[^/]+)/?$" /pages/$bucket/$page last; }}
            if ($act = create) {{ return 200 '{created}'; }}
            if ($act = complete) {{ return 200 '{completed}'; }}
            if ($act = abort) {{ return 204; }}
            if ($act = part) {{ rewrite ^ /parts/$arg_partNumber last; }}
            if ($request_method = PUT) {{ add_header ETag '{etag}' always; }}
            dav_methods PUT DELETE; create_full_put_path on;
        }}
        location /parts/ {{ add_header ETag '{etag}' always; dav_methods PUT; create_full_put_path on; }}
        location /pages/ {{ internal; default_type application/xml; }}
    }}
}}
"""


class Store(Process):
    """The server and its folder; `folder` has the objects by `bucket/key`, `scratch` is for the clients' files.

    Raises Unavailable where it cannot be had; `room` is how many bytes it must have.
    """

    def __init__(self, room: int) -> None:
        parent = MEMORY if MEMORY.is_dir() else Path(tempfile.gettempdir())
        if find_nginx() is None:
            raise Unavailable("it needs nginx (Debian: apt-get install nginx-light)")
        if shutil.disk_usage(parent).free < room:
            raise Unavailable(f"it needs {room / 2**30:.1f} GiB in {parent}")
        super().__init__(2, parent)
        self.folder = self.home / "store"
        self.scratch = self.home / "scratch"
        self.certificate = ""

    def url(self, *, secure: bool) -> str:
        """Return the endpoint."""
        plain, tls = self.ports
        return f"https://127.0.0.1:{tls}" if secure else f"http://127.0.0.1:{plain}"

    def prepare(self) -> list[str]:
        """Make the folders, and return the command that serves them."""
        for each in (self.folder, self.scratch, self.folder / "incoming", self.folder / "pages"):
            each.mkdir()
        for bucket in BUCKETS:
            self.expect([f"{bucket}/warm-up"])
        self.certificate, key = self_signed(self.home, "127.0.0.1")
        nginx = find_nginx()
        assert nginx is not None
        return nginx_command(nginx, self.home, self._configuration(key))

    def _configuration(self, key: str) -> str:
        plain, secure = self.ports
        return _CONFIG.format(
            # Where root starts it, its worker would be a user who may not write here.
            user="user root;\n" if _is_root() else "",
            directory=self.home,
            store=self.folder,
            plain=plain,
            secure=secure,
            certificate=self.certificate,
            key=key,
            etag=_ETAG,
            created=f"{_XML}{_CREATED}</InitiateMultipartUploadResult>",
            completed=f"{_XML}{_COMPLETED}</CompleteMultipartUploadResult>",
        )

    def expect(self, paths: Iterable[str]) -> None:
        """Make empty objects where PUTs will come: nginx answers those of new ones with a 201, which S3 never does."""
        for path in paths:
            place = self.folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()

    def list(self, bucket: str, keys: Iterable[str], size: int) -> None:
        """Have the bucket's listing consist of these keys, which are in order."""
        folder = self.folder / "pages" / bucket
        folder.mkdir(parents=True)
        number = 0
        rows: list[str] = []
        for key in keys:
            if len(rows) == PAGE:
                _write_page(folder, bucket, number, rows, last=False)
                number, rows = number + 1, []
            rows.append(_ROW.format(key=key, size=size))
        _write_page(folder, bucket, number, rows, last=True)


_ROW = (
    f"<Contents><Key>{{key}}</Key><LastModified>{LISTED_AT}</LastModified>"
    "<ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag><ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm>"
    "<ChecksumType>FULL_OBJECT</ChecksumType><Size>{size}</Size><StorageClass>STANDARD</StorageClass></Contents>"
)


def _write_page(folder: Path, bucket: str, number: int, rows: list[str], *, last: bool) -> None:
    """Write a page. Clients of the first version of the operation ask for the next one by the marker."""
    more = f"<NextContinuationToken>t{number + 1}</NextContinuationToken><NextMarker>t{number + 1}</NextMarker>"
    (folder / str(number)).write_text(
        f"{_XML}<ListBucketResult {_NAMESPACE}><Name>{bucket}</Name><Prefix></Prefix>{'' if last else more}"
        f"<KeyCount>{len(rows)}</KeyCount><MaxKeys>{PAGE}</MaxKeys>"
        f"<IsTruncated>{str(not last).lower()}</IsTruncated>{''.join(rows)}</ListBucketResult>"
    )


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
