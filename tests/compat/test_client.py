"""The ways to a client that programs replace: of boto3's session, of botocore's, of what makes its clients."""

from __future__ import annotations

from tests.compat.programs import BOTH, value_of


@BOTH
def test_a_replaced_create_client_makes_boto3s_clients(mode):
    program = """
    import boto3, botocore.session
    from unittest.mock import MagicMock, patch
    seen = []
    class Own(botocore.session.Session):
        def create_client(self, service_name, *args, **kwargs):
            seen.append([service_name, list(args), sorted(kwargs)])
            return super().create_client(service_name, *args, **kwargs)
    session = boto3.Session(botocore_session=Own(), region_name="eu-west-1")
    value = [session.client("s3").meta.region_name, session.resource("sqs").meta.client.meta.region_name, seen]
    with patch("botocore.session.Session.create_client", return_value="fake") as replaced:
        value += [boto3.client("s3", region_name="eu-west-3"), boto3.Session().client("sqs")]
        value.append([list(replaced.call_args_list[0].args), sorted(replaced.call_args_list[0].kwargs)])
    with patch("botocore.session.get_session", Own):
        value.append(type(boto3.Session()._session).__name__)
    client = MagicMock()
    with patch("boto3.session.Session.client", return_value=client):
        resource = boto3.resource("s3")
        resource.Bucket("b").put_object(Key="k")
        value += [resource.meta.client is client, client.put_object.call_args.kwargs]
    """
    assert value_of(program, mode) == value_of(program, "")


@BOTH
def test_a_replaced_creator_makes_all_clients(mode):
    program = """
    import boto3, botocore.client
    from botocore.credentials import Credentials
    from unittest.mock import patch
    original, seen, changes = botocore.client.ClientCreator.create_client, [], {}
    def wrap(self, *args, **kwargs):
        seen.append([kwargs["service_name"], kwargs["region_name"], kwargs["is_secure"]])
        client = original(self, *args, **{**kwargs, **changes})
        client.wrapped = True
        return client
    def key(client):
        return client._get_credentials().access_key
    value = []
    with patch("botocore.client.ClientCreator.create_client", wrap):
        value.append(boto3.client("s3").wrapped)
        value.append(boto3.resource("s3", use_ssl=False, region_name="eu-west-1").meta.client.wrapped)
        value.append(key(boto3.Session(aws_access_key_id="SESSION", aws_secret_access_key="s").client("s3")))
        value.append(key(boto3.client("s3", aws_access_key_id="CLIENT", aws_secret_access_key="s")))
        changes.update(endpoint_url="http://localhost:1", region_name="eu-north-1")
        changes["credentials"] = Credentials("OTHER", "s")
        changed = boto3.client("s3")
        value += [changed.meta.endpoint_url, changed.meta.region_name, key(changed)]
    value += [seen, hasattr(boto3.client("s3"), "wrapped")]
    with patch("botocore.client.ClientCreator.create_client", return_value="fake"):
        value.append(boto3.client("s3"))
    """
    assert value_of(program, mode) == value_of(program, "")


@BOTH
def test_errors_for_wrong_arguments_name_what_programs_call(mode):
    program = """
    import boto3
    value = []
    for call in (boto3.client, boto3.resource, boto3.Session):
        for args, kwargs in ([(), {}], [("s3",), {"nope": 1}]):
            try:
                call(*args, **kwargs)
            except TypeError as error:
                value.append(str(error))
    """
    assert value_of(program, mode) == value_of(program, "")


@BOTH
def test_a_replaced_class_of_transfers_has_the_files(mode):
    program = """
    import boto3
    from unittest.mock import patch
    client = boto3.client("s3")
    value = []
    with patch("boto3.s3.transfer.S3Transfer.upload_file") as upload, \
            patch("boto3.s3.transfer.S3Transfer.download_file") as download:
        client.upload_file("file", "bucket", "key", ExtraArgs={"ACL": "private"})
        boto3.resource("s3").Bucket("bucket").download_file("key", "file")
        value += [list(upload.call_args), list(download.call_args)]
    with patch("boto3.s3.inject.S3Transfer") as replaced:
        client.download_file("bucket", "key", "file", Config="config")
        value += [replaced.call_args.args[0] is client, replaced.call_args.args[1]]
        value.append(list(replaced.return_value.__enter__.return_value.download_file.call_args))
    try:
        client.upload_file("no such file", "bucket", "key")
    except FileNotFoundError:
        value.append("its own again")
    """
    assert value_of(program, mode) == value_of(program, "")


@BOTH
def test_a_session_may_be_over_an_object_that_stands_for_botocores(mode):
    program = """
    import boto3
    from unittest.mock import MagicMock, patch
    below = MagicMock()
    below.get_config_variable.return_value, below.profile = "eu-west-1", "mine"
    session = boto3.Session(
        botocore_session=below, region_name="r", profile_name="p", aws_access_key_id="a", aws_secret_access_key="s"
    )
    client = below.create_client.return_value
    value = [
        session.region_name, session.profile_name, isinstance(session, boto3.Session),
        list(below.set_credentials.call_args.args),
        [list(call.args) for call in below.set_config_variable.call_args_list],
        session.client("s3") is client, list(below.create_client.call_args.args),
        sorted(below.create_client.call_args.kwargs), session.resource("s3").meta.client is client,
        session.get_credentials() is below.get_credentials.return_value,
        session.events is below.get_component.return_value,
        repr(session),
    ]
    class Own(boto3.Session):
        def client(self, *args, **kwargs):
            return ["own", super().client(*args, **kwargs) is client]
    value += [Own(botocore_session=below).client("s3"), repr(Own(botocore_session=below))]
    with patch("botocore.session.Session") as replaced:
        value += [boto3.Session()._session is replaced.return_value, boto3.client("s3") is not None]
    boto3.DEFAULT_SESSION = None
    with patch("botocore.session.get_session") as get_session:
        value += [boto3.Session().client("sqs") is get_session.return_value.create_client.return_value]
    """
    assert value_of(program, mode) == value_of(program, "")
