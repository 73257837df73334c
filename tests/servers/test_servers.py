"""The test servers do what the other tests rely on. boto3 is the client here, so that a fault is the server's."""

import contextlib
import http.client
import socket
import time

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.servers.raw import CLOSE, RESET, RawServer, reply


def ask(server: RawServer, path: str = "/", method: str = "GET", **request) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    with contextlib.closing(connection):
        connection.request(method, path, **request)
        answer = connection.getresponse()
        return answer.status, answer.read()


class TestMoto:
    def test_keeps_connections_alive(self, moto_server):
        connection = http.client.HTTPConnection(moto_server.url.removeprefix("http://"), timeout=20)
        connection.request("GET", "/moto-api/data.json")
        connection.getresponse().read()
        first = connection.sock
        connection.request("GET", "/moto-api/data.json")
        connection.getresponse().read()
        assert first is not None
        assert connection.sock is first
        connection.close()

    def test_is_emptied_between_tests(self, moto_url):
        assert boto3.client("s3").list_buckets()["Buckets"] == []
        boto3.client("s3").create_bucket(Bucket="left-behind")

    test_is_emptied_between_tests_indeed = test_is_emptied_between_tests

    @pytest.mark.parametrize("key", ["plain", "with space", "a/../b", "a%2Fb", "a//b", "/leading", "ü/€", "+&?#"])
    def test_keeps_the_path_of_a_key(self, moto_url, key):
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="keys")
        s3.put_object(Bucket="keys", Key=key, Body=b"x")
        assert [item["Key"] for item in s3.list_objects_v2(Bucket="keys")["Contents"]] == [key]
        assert s3.get_object(Bucket="keys", Key=key)["Body"].read() == b"x"

    def test_tells_underscores_in_metadata_from_dashes(self, moto_url):
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="keys")
        s3.put_object(Bucket="keys", Key="k", Metadata={"under_score": "1", "da-sh": "2"})
        assert s3.head_object(Bucket="keys", Key="k")["Metadata"] == {"under_score": "1", "da-sh": "2"}


class TestSeaweed:
    def test_stores_and_returns(self, seaweed):
        s3 = boto3.client("s3", **seaweed.client_arguments)
        s3.create_bucket(Bucket="strict-bucket")
        s3.put_object(Bucket="strict-bucket", Key="k", Body=b"body", ChecksumAlgorithm="SHA256")
        assert s3.get_object(Bucket="strict-bucket", Key="k")["Body"].read() == b"body"

    def test_refuses_a_wrong_signature(self, seaweed):
        wrong = boto3.client("s3", **seaweed.client_arguments | {"aws_secret_access_key": "wrong"})
        with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
            wrong.list_buckets()


class TestRaw:
    def test_records_every_byte(self, raw_server):
        with socket.create_connection(("127.0.0.1", raw_server.port)) as connection:
            sent = b"POST /p?q=1 HTTP/1.1\r\nHost: x\r\nX-Odd:  spaced \r\nContent-Length: 3\r\n\r\nabc"
            connection.sendall(sent)
            assert connection.recv(100).startswith(b"HTTP/1.1 200 Canned\r\n")
        (request,) = raw_server.requests
        assert request.raw == sent
        assert (request.method, request.target, request.body) == ("POST", "/p?q=1", b"abc")
        assert request.headers["x-odd"] == "spaced"

    def test_decodes_chunks_and_keeps_their_framing(self, raw_server):
        ask(
            raw_server,
            method="PUT",
            body=iter([b"one", b"two!"]),
            encode_chunked=True,
            headers={"Transfer-Encoding": "chunked"},
        )
        (request,) = raw_server.requests
        assert request.body == b"onetwo!"
        assert request.wire_body == b"3\r\none\r\n4\r\ntwo!\r\n0\r\n\r\n"

    def test_answers_in_order_and_keeps_the_last(self, raw_server):
        raw_server.answer(reply(500), lambda request: reply(200, request.target.encode(), chunks=2))
        assert [ask(raw_server, path) for path in ("/1", "/22", "/333")] == [(500, b""), (200, b"/22"), (200, b"/333")]

    def test_keeps_connections_alive_and_counts_them(self, raw_server):
        with socket.create_connection(("127.0.0.1", raw_server.port)) as connection:
            for _ in range(2):
                connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
                assert connection.recv(100) == reply()
            assert raw_server.open_connections == 1
        assert [request.connection for request in raw_server.requests] == [1, 1]

    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            (CLOSE, http.client.RemoteDisconnected),
            (RESET, ConnectionResetError),
            ([b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", CLOSE], http.client.IncompleteRead),
            (b"garbage\r\n\r\n", http.client.BadStatusLine),
        ],
    )
    def test_misbehaves_as_told(self, raw_server, answer, error):
        raw_server.answer(answer)
        with pytest.raises(error):
            ask(raw_server)

    def test_stalls_as_told(self, raw_server):
        raw_server.answer([0.2, reply()])
        start = time.monotonic()
        assert ask(raw_server) == (200, b"")
        assert time.monotonic() - start > 0.19

    def test_leaves_nothing_open(self, credentials):
        with RawServer() as server:
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=5)
            connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert connection.recv(100) == reply()
        assert connection.recv(100) == b""
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", server.port), timeout=5)
        connection.close()
