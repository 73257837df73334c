"""botocore's session and boto3's over one: two faces of the same state; and the parts of a session by their names."""

from __future__ import annotations

from tests.compat.programs import BOTH, value_of


@BOTH
def test_boto3s_session_shares_the_state_of_botocores(mode):
    assert value_of(
        """
        import boto3, botocore.session
        below = botocore.session.get_session()
        above = boto3.Session(botocore_session=below, region_name="eu-west-1")
        below.set_credentials("key", "secret", "token")
        value = [
            above._session is below,
            below.get_config_variable("region"),
            above.get_credentials().access_key,
            below.create_client("s3").meta.region_name,
            above.client("s3")._get_credentials().token,
            above.events is below.get_component("event_emitter"),
            boto3.Session()._session.get_config_variable("region"),
        ]
        """,
        mode,
    ) == [True, "eu-west-1", "key", "eu-west-1", "token", True, "us-east-1"]


@BOTH
def test_credentials_may_be_assigned(mode):
    assert value_of(
        """
        import boto3, botocore.session
        from botocore.credentials import RefreshableCredentials
        asked = []
        def refresh():
            asked.append(1)
            return {"access_key": "new", "secret_key": "s", "token": "t", "expiry_time": "2099-01-01T00:00:00Z"}
        old = {"access_key": "old", "secret_key": "s", "token": "t", "expiry_time": "2020-01-01T00:00:00Z"}
        session = botocore.session.get_session()
        session._credentials = RefreshableCredentials.create_from_metadata(old, refresh, method="sts-assume-role")
        client = boto3.Session(botocore_session=session).client("s3")
        url = client.generate_presigned_url("list_buckets")
        value = ["=new" in url, asked, session.get_credentials().get_frozen_credentials().access_key]
        session._credentials = None
        value.append(session.get_credentials().access_key)
        """,
        mode,
    ) == [True, [1], "new", "AKIDEXAMPLE"]


@BOTH
def test_providers_of_the_program_are_asked(mode):
    assert value_of(
        """
        import botocore.session
        from botocore.credentials import (
            CredentialProvider, CredentialResolver, Credentials, create_credential_resolver
        )
        class Vault(CredentialProvider):
            METHOD = "vault"
            def load(self):
                return Credentials("vault", "s")
        first = botocore.session.get_session()
        first.get_component("credential_provider").insert_before("env", Vault())
        second = botocore.session.get_session()
        second.register_component("credential_provider", CredentialResolver([Vault()]))
        cached = botocore.session.get_session()
        cached.get_component("credential_provider").get_provider("assume-role").cache = {}
        own = botocore.session.get_session()
        own.register_component("credential_provider", create_credential_resolver(own))
        value = [
            first.get_credentials().access_key,
            second.create_client("s3")._get_credentials().access_key,
            cached.get_credentials().access_key,
            own.create_client("s3")._get_credentials().access_key,
        ]
        """,
        mode,
    ) == ["vault", "vault", "AKIDEXAMPLE", "AKIDEXAMPLE"]


@BOTH
def test_variables_come_from_code_environment_and_defaults(mode):
    assert value_of(
        """
        import os, botocore.session
        os.environ["OWN"] = "7"
        session = botocore.session.get_session({"own": ("own", "OWN", None, int), "other": (None, None, "d", None)})
        session.set_config_variable("region", "ap-south-1")
        value = [
            session.get_config_variable("own"), session.get_config_variable("other"),
            session.get_config_variable("region"), session.get_config_variable("no_such"), session.profile,
            session.get_component("config_store").get_config_variable("region"), session.instance_variables(),
            session.get_config_variable("region", methods=("env",)),
        ]
        """,
        mode,
    ) == [7, "d", "ap-south-1", None, None, "ap-south-1", {"region": "ap-south-1"}, "us-east-1"]


@BOTH
def test_what_a_program_adds_to_the_user_agent_is_sent(mode):
    assert value_of(
        """
        import boto3, botocore.session
        from botocore.config import Config
        session = botocore.session.get_session()
        session.user_agent_extra = "mine/1"
        session.user_agent_name = "Tool"
        agents = []
        def stop(request, **kwargs):
            agents.append(request.headers["User-Agent"])
            raise RuntimeError
        session.register("before-sign.s3", stop)
        for config in (None, Config(user_agent_extra="client/2"), Config(user_agent="whole", user_agent_extra="c/3")):
            try:
                session.create_client("s3", config=config).list_buckets()
            except RuntimeError:
                pass
        agents = [agent if isinstance(agent, str) else agent.decode() for agent in agents]
        value = [agents[0].endswith("Tool/1.44.5 mine/1"), agents[1].endswith("Tool/1.44.5 mine/1 client/2")]
        value.append(agents[2])
        """,
        mode,
    ) == [True, True, "whole mine/1 c/3"]


@BOTH
def test_builtin_handlers_and_initializers_of_programs_are_used(mode):
    assert value_of(
        """
        import boto3, botocore, botocore.session
        from botocore.handlers import BUILTIN_HANDLERS
        seen, sessions = [], []
        BUILTIN_HANDLERS.append(("before-parameter-build.s3", lambda **kwargs: seen.append(kwargs["event_name"])))
        botocore.register_initializer(sessions.append)
        for client in (boto3.client("s3"), botocore.session.Session().create_client("s3")):
            client.generate_presigned_url("list_buckets")
        bare = botocore.session.Session(include_builtin_handlers=False).create_client("s3")
        bare.generate_presigned_url("list_buckets")
        value = [seen, len(sessions)]
        """,
        mode,
    ) == [["before-parameter-build.s3.ListBuckets"] * 2, 3]


@BOTH
def test_a_session_of_something_else_is_refused(mode):
    assert value_of(
        """
        import boto3
        try:
            boto3.Session(botocore_session=object())
        except TypeError as error:
            value = str(error)
        """,
        mode,
    ).startswith("botocore_session is a builtins.object, not a session as this one needs it")


def test_its_loader_of_models_finds_the_resources_that_come_with_an_installed_boto3():
    assert value_of(
        """
        import boto3, botocore.session
        below = botocore.session.get_session()
        boto3.Session(botocore_session=below)
        loader = below.get_component("data_loader")
        value = [list(loader.load_service_model("ec2", "resources-1")), boto3.Session().get_available_resources()[0]]
        """
    ) == [["service", "resources"], "cloudformation"]


@BOTH
def test_boto3s_functions_for_tags_make_the_calls(mode):
    assert value_of(
        """
        from unittest import mock
        from boto3.ec2.createtags import create_tags
        from boto3.ec2.deletetags import delete_tags
        thing = mock.Mock(id="i-1")
        thing.Tag.side_effect = lambda *identifiers: list(identifiers)
        thing.meta.client.delete_tags.return_value = "deleted"
        tag = {"Key": "a", "Value": "b"}
        value = [
            create_tags(thing, Resources=["i-2", "i-3"], Tags=[tag]),
            thing.meta.client.create_tags.call_args.kwargs["Resources"],
            delete_tags(thing, Tags=[tag]),
            thing.meta.client.delete_tags.call_args.kwargs["Resources"],
        ]
        """,
        mode,
    ) == [[["i-2", "a", "b"], ["i-3", "a", "b"]], ["i-2", "i-3"], "deleted", ["i-1"]]


@BOTH
def test_a_client_has_the_credentials_that_were_there_when_it_was_made(mode):
    assert value_of(
        """
        import boto3, botocore.session, os
        from unittest import mock
        with mock.patch("os.environ", {"AWS_ACCESS_KEY_ID": "now", "AWS_SECRET_ACCESS_KEY": "s"}):
            client = botocore.session.get_session().create_client("s3", "us-east-1")
            resource = boto3.Session().resource("s3", "us-east-1")
        value = [
            each.generate_presigned_url("list_buckets").partition("AWSAccessKeyId=")[2][:3]
            or each._get_credentials().access_key
            for each in (client, resource.meta.client)
        ]
        """,
        mode,
    ) == ["now", "now"]


@BOTH
def test_botocores_session_reads_files_when_it_needs_them(mode, tmp_path):
    path = tmp_path / "config"
    path.write_text("[default]\nregion = eu-west-3\ns3 =\n    use_arn_region = true\n")
    assert value_of(
        f"""
        import botocore.session, os
        del os.environ["AWS_DEFAULT_REGION"]
        session = botocore.session.Session()
        os.environ["AWS_CONFIG_FILE"] = {str(path)!r}
        client = session.create_client("s3")
        value = [client.meta.region_name, client.meta.config.s3]
        """,
        mode,
    ) == ["eu-west-3", {"use_arn_region": True}]


PUT_TOGETHER = """
import botocore.session, botocore.credentials
from botocore.credentials import CredentialProvider, CredentialResolver, Credentials
class Vault(CredentialProvider):
    METHOD = CANONICAL_NAME = "vault"
    def load(self):
        return Credentials("vault", "s", method=self.METHOD)
def key(session):
    return session.get_credentials().access_key
value = []
listed = botocore.session.get_session()
resolver = listed.get_component("credential_provider")
resolver.providers.insert(0, Vault())
value += [resolver.get_provider("vault").METHOD, key(listed)]
listed._credentials = None
resolver.remove("vault")
value.append(key(listed))
in_place = botocore.session.get_session()
resolver = in_place.get_component("credential_provider")
resolver.providers[[each.METHOD for each in resolver.providers].index("env")] = Vault()
in_place.register_component("credential_provider", resolver)
value += [key(in_place), key(__import__("boto3").Session(botocore_session=in_place))]
value.append("env" in [each.METHOD for each in resolver.providers])
registered = botocore.session.get_session()
registered.register_component("credential_provider", CredentialResolver([Vault()]))
value.append(key(registered))
botocore.credentials.create_credential_resolver = lambda session, **_: CredentialResolver([Vault()])
replaced = botocore.session.get_session()
value += [key(replaced), replaced.create_client("sts")._get_credentials().method]
named = __import__("boto3").Session()
value.append(named.get_credentials().access_key)
"""


@BOTH
def test_programs_change_the_list_of_providers_and_what_makes_it(mode):
    assert value_of(PUT_TOGETHER, mode) == value_of(PUT_TOGETHER, "")


@BOTH
def test_handlers_say_who_signs(mode):
    program = """
    import boto3
    from botocore.credentials import Credentials
    class Sent(Exception): pass
    def sign_as(request, **_):
        request.context.setdefault("signing", {})["request_credentials"] = Credentials("OTHER", "s", "t")
    def stop(request, **_):
        seen.append([str(request.headers["Authorization"])[:60], str(request.headers["X-Amz-Security-Token"])])
        raise Sent
    seen = []
    client = boto3.client("s3", region_name="eu-west-1")
    client.meta.events.register("before-sign", sign_as)
    client.meta.events.register("before-send", stop)
    try:
        client.list_buckets()
    except Sent:
        pass
    value = ["OTHER/" in seen[0][0], seen[0][1], "OTHER" in client.generate_presigned_url("list_buckets")]
    """
    assert value_of(program, mode) == value_of(program, "") == [True, "b't'", True]


@BOTH
def test_plugins_that_the_environment_names_look_at_each_client(mode, tmp_path):
    (tmp_path / "mine.py").write_text(
        "seen = []\ndef initialize_client_plugin(client):\n    seen.append(client.meta.service_model.service_name)\n"
    )
    program = """
    import boto3, mine
    boto3.client("sts"), boto3.resource("sqs")
    value = mine.seen
    """
    env = {"PYTHONPATH": str(tmp_path), "BOTOCORE_EXPERIMENTAL__PLUGINS": "a=mine,none,b=no_such_module, c = mine"}
    assert value_of(program, mode, env=env) == value_of(program, "", env=env) == ["sts", "sts", "sqs", "sqs"]
