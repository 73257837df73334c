"""Commands made by hand: what they send, print and write."""

import json
import os
import stat
import sys
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from sotalia.cli.commands import ADAPTATIONS, COMMANDS, MISSING, adaptation, handmade
from sotalia.cli.renames import SERVICES
from sotalia.cli.services import find_service, operation_commands
from sotalia.model.loader import Loader
from sotalia.wire.eventstream import encode_frame

from .lines import installed, run_line

ROLE = {"accountId": "111122223333", "roleName": "reader"}


def run(directory, *words, **case):
    return run_line({"argv": list(words), **case}, directory)


# ------------------------------------------------------------ the tables


@pytest.mark.parametrize("names", COMMANDS)
def test_every_command_is_there_and_has_help(tmp_path, names):
    assert handmade(*names) is not None
    shown = run(tmp_path, *names, "help")
    assert (shown["code"], shown["stderr"]) == (0, "")
    assert shown["stdout"].startswith(f"NAME\n   {' '.join(names)} - ")


@pytest.mark.parametrize(("command", "operation"), ADAPTATIONS)
def test_what_is_special_is_about_an_operation_that_there_is(command, operation):
    service = find_service(Loader(), command)
    assert service is not None
    assert operation in operation_commands(service)
    assert adaptation(command, operation) is not None


def test_no_command_is_both_there_and_missing():
    assert not MISSING & set(COMMANDS)


def test_what_is_not_there_names_the_aws_cli(tmp_path):
    done = run(tmp_path, "wizard", "new")
    assert done["code"] == 253
    assert done["stderr"].endswith("Sotalia has no `wizard`. The AWS CLI has it: `aws wizard`.\n")


def test_renamed_services_are_services():
    known = Loader().list_available_services()
    assert all(service in known for service in SERVICES.values())


# ------------------------------------------------------------ configure


def test_configure_set_keeps_comments_and_the_order(tmp_path):
    before = (
        "# mine\n[default]\nregion = a ; no comment\ns3 =\n    addressing_style = auto\n\n[profile x]\nregion = b\n"
    )
    done = run(tmp_path, "configure", "set", "s3.addressing_style", "path", files={".aws/config": before})
    assert done["code"] == 0
    assert done["files"] == {".aws/config": before.replace("= auto", "= path")}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["region", "eu-west-1"], "[default]\nregion = eu-west-1\n"),
        (["profile.new.region", "eu-west-1"], "[default]\n[profile new]\nregion = eu-west-1\n"),
        (["profile.two words.region", "r"], "[default]\n[profile 'two words']\nregion = r\n"),
        (["s3.max_queue_size", "5"], "[default]\ns3 =\n    max_queue_size = 5\n"),
        (["sso-session.s.sso_region", "r"], "[default]\n[sso-session s]\nsso_region = r\n"),
    ],
)
def test_configure_set(tmp_path, words, expected):
    done = run(tmp_path, "configure", "set", *words, files={".aws/config": "[default]\n"})
    assert (done["code"], done["files"]) == (0, {".aws/config": expected})


def test_keys_go_to_the_credentials_file_that_only_the_user_may_read(tmp_path):
    done = run(tmp_path, "configure", "set", "aws_secret_access_key", "hidden", "--profile", "p")
    assert done["files"] == {".aws/credentials": "[p]\naws_secret_access_key = hidden\n"}
    assert stat.S_IMODE(os.stat(tmp_path / "home/.aws/credentials").st_mode) == 0o600


def test_a_value_with_a_line_break_is_refused_and_not_shown(tmp_path):
    done = run(tmp_path, "configure", "set", "aws_secret_access_key", "hid\nden")
    assert (done["code"], done["files"]) == (255, {})
    assert "hid" not in done["stderr"]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("region", "r", 0),
        ("nope", "", 1),
        ("s3.addressing_style", "path", 0),
        ("profile.x.region", "b", 0),
        ("x.region", "b", 0),
        ("default.s3.addressing_style", "path", 0),
        ("sso-session.s.sso_region", "q", 0),
        ("s3", "", 1),
    ],
)
def test_configure_get(tmp_path, name, value, code):
    config = (
        "[default]\nregion = r\ns3 =\n    addressing_style = path\n[profile x]\nregion = b\n"
        "[sso-session s]\nsso_region = q\n"
    )
    done = run(tmp_path, "configure", "get", name, files={".aws/config": config})
    assert (done["code"], done["stdout"]) == (code, f"{value}\n" if value else "")


def test_configure_list_masks_the_keys(tmp_path):
    done = run(tmp_path, "configure", "list", env={"AWS_SECRET_ACCESS_KEY": "topsecretsecret"})
    assert done["code"] == 0
    assert "topsecret" not in done["stdout"]
    assert [line.split(":")[0].strip() for line in done["stdout"].splitlines()] == [
        "NAME", "profile", "access_key", "secret_key", "region",
    ]  # fmt: skip
    assert "['AWS_DEFAULT_REGION']" in done["stdout"]


def test_configure_list_profiles(tmp_path):
    done = run(tmp_path, "configure", "list-profiles", files={".aws/config": "[default]\n[profile b]\n"})
    assert done["stdout"] == "default\nb\n"


def test_configure_import(tmp_path):
    csv = "User name,Access key ID,Secret access key\nann,AK1,SK1\n,AK2,SK2\n"
    refused = run(tmp_path, "configure", "import", "--csv", csv)
    assert (refused["code"], refused["files"]) == (255, {})
    assert 'Failed to parse entry #2: Row missing value for header "User Name"' in refused["stderr"]
    (tmp_path / "again").mkdir()
    done = run(tmp_path / "again", "configure", "import", "--csv", csv, "--skip-invalid", "--profile-prefix", "x-")
    assert done["stdout"] == "Successfully imported 1 profile(s)\n"
    assert done["files"] == {".aws/credentials": "[x-ann]\naws_access_key_id = AK1\naws_secret_access_key = SK1\n"}


@pytest.mark.parametrize(
    ("style", "line"),
    [
        ("env", "export AWS_SECRET_ACCESS_KEY=secret"),
        ("env-no-export", "AWS_SECRET_ACCESS_KEY=secret"),
        ("fish", 'set -gx AWS_SECRET_ACCESS_KEY "secret"'),
        ("windows-cmd", "set AWS_SECRET_ACCESS_KEY=secret"),
        ("powershell", '$Env:AWS_SECRET_ACCESS_KEY="secret"'),
    ],
)
def test_configure_export_credentials(tmp_path, style, line):
    done = run(tmp_path, "configure", "export-credentials", "--format", style)
    assert line in done["stdout"].splitlines()


def test_an_export_that_leads_to_itself_ends(tmp_path):
    process = f"credential_process = {sys.executable} {installed('sotalia', tmp_path)} configure export-credentials"
    environ = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
    config = f"[default]\n{process} --profile b\n[profile b]\n{process} --profile default\n"
    done = run(tmp_path, "configure", "export-credentials", files={".aws/config": config}, env=environ)
    assert (done["code"], done["stdout"]) == (253, "")
    assert "detected an infinite loop, profile cycle: default -> b -> default" in done["stderr"]


def test_exported_for_credential_process_they_are_json(tmp_path):
    done = run(tmp_path, "configure", "export-credentials")
    assert json.loads(done["stdout"]) == {"Version": 1, "AccessKeyId": "AKIDEXAMPLE", "SecretAccessKey": "secret"}


# ------------------------------------------------------------ sign-in


def test_sso_login_keeps_the_token_where_others_look_for_it(tmp_path):
    config = "[default]\nsso_session = s\n[sso-session s]\nsso_start_url = https://start\nsso_region = eu-west-1\n"
    pending = {"status": 400, "body": {"error": "authorization_pending"},
               "headers": {"x-amzn-errortype": "AuthorizationPendingException"}}  # fmt: skip
    replies = [
        {"body": {"clientId": "ci", "clientSecret": "cs", "clientSecretExpiresAt": 1900000000}},
        {"body": {"deviceCode": "dc", "userCode": "AB-CD", "verificationUri": "https://v", "expiresIn": 60,
                  "interval": 0}},
        pending,
        {"body": {"accessToken": "at", "expiresIn": 3600, "refreshToken": "rt"}},
    ]  # fmt: skip
    done = run(
        tmp_path, "sso", "login", "--no-browser", "--use-device-code", files={".aws/config": config}, replies=replies
    )
    assert (done["code"], done["stderr"]) == (0, "")
    assert "AB-CD" in done["stdout"]
    assert done["stdout"].endswith("Successfully logged into Start URL: https://start\n")
    assert "at" not in done["stdout"].split()
    (path,) = (tmp_path / "home/.aws/sso/cache").iterdir()
    token = json.loads(path.read_text())
    assert {name: token[name] for name in ("accessToken", "refreshToken", "clientId", "startUrl", "region")} == {
        "accessToken": "at", "refreshToken": "rt", "clientId": "ci", "startUrl": "https://start", "region": "eu-west-1",
    }  # fmt: skip


def test_sso_login_without_a_session_says_what_to_do(tmp_path):
    done = run(tmp_path, "sso", "login")
    assert done["code"] == 253
    assert 'please run: "aws configure sso"' in done["stderr"]


# ------------------------------------------------------------ short forms


def sent(result):
    (request,) = result["requests"]
    return json.loads(request["body"]) if request["body"].startswith("{") else request["body"]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("--count 2", "MinCount=2&MaxCount=2"),
        ("--count 1:3", "MinCount=1&MaxCount=3"),
        ("", "MinCount=1&MaxCount=1"),
        ("--associate-public-ip-address --subnet-id s", "AssociatePublicIpAddress=true"),
        ("--secondary-private-ip-addresses 10.0.0.1 10.0.0.2", "PrivateIpAddresses.2.PrivateIpAddress=10.0.0.2"),
    ],
)
def test_run_instances(tmp_path, words, part):
    body = '<RunInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"></RunInstancesResponse>'
    done = run(tmp_path, "ec2", "run-instances", "--image-id", "ami-1", *words.split(), replies=[{"body": body}])
    assert done["stderr"] == ""
    assert set(part.split("&")) <= {field.removeprefix("NetworkInterface.1.") for field in sent(done).split("&")}


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("ec2 run-instances --image-id a --count x", "count parameter should be of the form min[:max]"),
        ("ec2 authorize-security-group-ingress --group-id g --protocol nope", "protocol parameter should be one of"),
        ("ec2 authorize-security-group-ingress --group-id g --protocol 300", "must be in the range 0-255"),
        ("ec2 authorize-security-group-ingress --group-id g --protocol tcp --port x", "port parameter should be of"),
        ("cloudwatch put-metric-data --namespace n --metric-name m --value x", "could not convert string to float"),
        (
            "cloudfront create-invalidation --distribution-id d --paths /a --invalidation-batch {}",
            "Only one of --paths",
        ),
        ("lambda create-function --function-name f --role r --zip-file f.zip", "--zip-file must be a zip file"),
    ],
)
def test_bad_short_forms_send_nothing(tmp_path, words, text):
    done = run(tmp_path, *words.split())
    assert (done["code"], done["requests"]) == (252, [])
    assert text in done["stderr"]


def test_a_mail_in_flat_options(tmp_path):
    body = "<SendEmailResponse><SendEmailResult><MessageId>m</MessageId></SendEmailResult></SendEmailResponse>"
    words = ["ses", "send-email", "--from", "a@b", "--to", "c@d", "e@f", "--subject", "s", "--text", "t"]
    done = run(tmp_path, *words, replies=[{"body": body}])
    assert done["stdout"] == '{\n    "MessageId": "m"\n}\n'
    assert {
        "Source=a%40b", "Destination.ToAddresses.member.2=e%40f", "Message.Subject.Data=s", "Message.Body.Text.Data=t",
    } <= set(sent(done).split("&"))  # fmt: skip


def test_an_image_in_an_option_of_its_own(tmp_path):
    words = ["rekognition", "detect-faces", "--image-bytes", "fileb://i.jpg"]
    done = run(tmp_path, *words, files={"i.jpg": "jpg"}, replies=[{"body": {}}])
    assert sent(done) == {"Image": {"Bytes": "anBn"}}


def test_keys_of_a_certificate_go_to_files(tmp_path):
    reply = {"certificatePem": "pem", "keyPair": {"PublicKey": "pub", "PrivateKey": "priv"}}
    words = ["iot", "create-keys-and-certificate", "--private-key-outfile", "k", "--output", "off"]
    done = run(tmp_path, *words, replies=[{"body": reply, "headers": {"content-type": "application/json"}}])
    assert done["files"] == {"k": "priv"}
    assert stat.S_IMODE(os.stat(tmp_path / "home/k").st_mode) == 0o600


ARN = "arn:aws:eks:eu-west-1:1:cluster/c"
CLUSTER = {
    "body": {"cluster": {"name": "c", "arn": ARN, "status": "ACTIVE", "endpoint": "e",
                         "certificateAuthority": {"data": "d"}}},
}  # fmt: skip


def test_update_kubeconfig_changes_the_file_that_has_the_cluster(tmp_path):
    other = f"clusters:\n- cluster: {{server: x}}\n  name: {ARN}\ncontexts: []\nusers: []\n"
    files = {"first": "clusters: []\n", "broken": "[", "second": other}
    done = run(tmp_path, "eks", "update-kubeconfig", "--name", "c", "--verbose", files=files, replies=[CLUSTER],
               env={"KUBECONFIG": "first:broken:second"})  # fmt: skip
    assert (done["code"], set(done["files"])) == (0, {"second"})
    assert done["stdout"].startswith(f"Updated context {ARN} in {{home}}/second\nEntries:\n\ncontext:\n")
    assert "- --region\n      - eu-west-1\n" in done["files"]["second"]


def test_update_kubeconfig_keeps_other_clusters(tmp_path):
    before = "apiVersion: v1\nclusters:\n- cluster: {server: x}\n  name: old\ncontexts: []\nkind: Config\nusers: []\n"
    words = ["eks", "update-kubeconfig", "--name", "c", "--alias", "mine", "--kubeconfig", "k"]
    done = run(tmp_path, *words, files={"k": before}, replies=[CLUSTER])
    assert done["stdout"] == "Added new context mine to {home}/k\n"
    assert "name: old" in done["files"]["k"]
    assert "current-context: mine" in done["files"]["k"]


# ------------------------------------------------------------ s3

LISTING = (
    "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>p/a b</Key><Size>1536</Size>"
    "<LastModified>2026-01-02T03:04:05.000Z</LastModified></Contents>"
    "<CommonPrefixes><Prefix>p/q/</Prefix></CommonPrefixes></ListBucketResult>"
)


def test_s3_ls_lists_folders_and_objects(tmp_path):
    words = ["s3", "ls", "s3://b/p/", "--human-readable", "--summarize"]
    done = run(tmp_path, *words, replies=[{"body": LISTING}])
    assert done["stdout"] == (
        "                           PRE q/\n2026-01-02 03:04:05    1.5 KiB a b\n\n"
        "Total Objects: 1\n   Total Size: 1.5 KiB\n"
    )
    assert ["delimiter", "/"] in done["requests"][0]["query"]


def test_s3_ls_of_nothing_fails(tmp_path):
    empty = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"
    assert run(tmp_path, "s3", "ls", "s3://b/nope", replies=[{"body": empty}])["code"] == 1


def test_s3_ls_lists_buckets(tmp_path):
    body = (
        "<ListAllMyBucketsResult><Buckets><Bucket><Name>one</Name><CreationDate>2026-01-02T03:04:05.000Z"
        "</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>"
    )
    assert run(tmp_path, "s3", "ls", replies=[{"body": body}])["stdout"] == "2026-01-02 03:04:05 one\n"


def test_s3_mb_names_the_region(tmp_path):
    done = run(tmp_path, "s3", "mb", "s3://new")
    assert done["stdout"] == "make_bucket: new\n"
    assert "<LocationConstraint>eu-central-1</LocationConstraint>" in done["requests"][0]["body"]


def test_s3_mb_that_fails_says_so(tmp_path):
    body = "<Error><Code>BucketAlreadyExists</Code><Message>taken</Message></Error>"
    done = run(tmp_path, "s3", "mb", "s3://new", replies=[{"status": 409, "body": body}])
    assert (done["code"], done["stdout"]) == (1, "")
    assert done["stderr"].startswith("make_bucket failed: s3://new An error occurred (BucketAlreadyExists)")


def test_s3_presign(tmp_path):
    done = run(tmp_path, "s3", "presign", "s3://b/k x", "--expires-in", "60")
    assert done["stdout"].startswith("{endpoint}/b/k%20x?")
    assert "X-Amz-Expires=60" in done["stdout"]


# ------------------------------------------------------------ other programs

PLUGIN = """\
#!/bin/sh
if [ "$1" = --version ]; then echo "$PLUGIN_VERSION"; exit; fi
for word in "$@" "$AWS_SSM_START_SESSION_RESPONSE"; do echo "$word"; done > plugin.log
"""


def with_plugin(directory):
    """Put a plugin that notes its arguments where programs are looked for; return the PATH."""
    path = directory / "bin/session-manager-plugin"
    path.parent.mkdir()
    path.write_text(PLUGIN)
    path.chmod(0o755)
    return f"{path.parent}{os.pathsep}{os.environ['PATH']}"


def test_a_session_is_handed_over_to_the_plugin(tmp_path):
    session = {"SessionId": "s", "TokenValue": "t", "StreamUrl": "u"}
    done = run(tmp_path, "ssm", "start-session", "--target", "i-1", replies=[{"body": session}],
               env={"PATH": with_plugin(tmp_path)})  # fmt: skip
    assert (done["code"], done["stdout"], done["stderr"]) == (0, "", "")
    words = done["files"]["plugin.log"].splitlines()
    assert (json.loads(words[0]), words[1:4], json.loads(words[4])) == (
        session, ["eu-central-1", "StartSession", ""], {"Target": "i-1"},
    )  # fmt: skip


@pytest.mark.parametrize(("version", "by_variable"), [("1.2.497.0", False), ("1.2.553.0", True), ("odd", False)])
def test_newer_plugins_get_the_session_where_others_cannot_see_it(tmp_path, version, by_variable):
    session = {"SessionId": "s", "TokenValue": "t", "StreamUrl": "u"}
    done = run(tmp_path, "ssm", "start-session", "--target", "i-1", replies=[{"body": session}],
               env={"PATH": with_plugin(tmp_path), "PLUGIN_VERSION": version})  # fmt: skip
    words = done["files"]["plugin.log"].splitlines()
    assert ("TokenValue" in words[0]) is not by_variable
    assert json.loads(words[-1] if by_variable else words[0]) == session


def test_a_command_in_a_container_is_handed_over(tmp_path):
    replies = [
        {"body": {"clusterArn": "x/cl", "taskArn": "x/ta", "containerName": "c",
                  "session": {"sessionId": "s", "tokenValue": "t", "streamUrl": "u"}}},
        {"body": {"tasks": [{"containers": [{"name": "c", "runtimeId": "r"}]}]}},
    ]  # fmt: skip
    words = ["ecs", "execute-command", "--task", "ta", "--interactive", "--command", "sh"]
    done = run(tmp_path, *words, replies=replies, env={"PATH": with_plugin(tmp_path)})
    assert (done["code"], done["stderr"]) == (0, "")
    told = done["files"]["plugin.log"].splitlines()
    assert json.loads(told[0]) == {"SessionId": "s", "TokenValue": "t", "StreamUrl": "u"}
    assert json.loads(told[4]) == {"Target": "ecs:cl_ta_r"}


def test_without_the_plugin_no_session_is_started(tmp_path):
    done = run(tmp_path, "ssm", "start-session", "--target", "i-1", env={"PATH": "/nowhere"})
    assert (done["code"], done["requests"]) == (255, [])
    assert "SessionManagerPlugin is not found." in done["stderr"]


def test_git_gets_a_password_that_is_a_signature(tmp_path):
    host = "git-codecommit.eu-west-1.amazonaws.com"
    asked = f"protocol=https\nhost={host}\npath=v1/repos/r\n\n"
    done = run(tmp_path, "codecommit", "credential-helper", "get", stdin=asked, env={"AWS_SESSION_TOKEN": "tok"})
    user, password = done["stdout"].splitlines()
    assert user == "username=AKIDEXAMPLE%tok"
    moment, signature = password.removeprefix("password=").split("Z")
    request = AWSRequest(method="GIT", url=f"https://{host}/v1/repos/r")
    request.context["timestamp"] = moment
    signer = SigV4Auth(Credentials("AKIDEXAMPLE", "secret"), "codecommit", "eu-west-1")
    text = f"GIT\n/v1/repos/r\n\nhost:{host}\n\nhost\n"
    assert signature == signer.signature(signer.string_to_sign(request, text), request)


@pytest.mark.parametrize(
    ("verb", "asked"),
    [
        ("get", "protocol=https\nhost=github.com\n"),
        ("get", "protocol=http\nhost=codecommit\n"),
        ("store", ""),
        ("erase", ""),
    ],
)
def test_for_others_git_gets_nothing(tmp_path, verb, asked):
    done = run(tmp_path, "codecommit", "credential-helper", verb, stdin=asked)
    assert (done["code"], done["stdout"], done["stderr"]) == (0, "", "")


# ------------------------------------------------------------ cloudformation

TEMPLATE = """\
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Role: !GetAtt Role.Arn
      Name: !Sub "${AWS::StackName}-f"
  Bucket:
    Type: AWS::S3::Bucket
Outputs:
  Name: {Value: !Ref Function}
"""


def test_package_puts_what_is_local_into_the_bucket(tmp_path):
    replies = [{"status": 404, "body": ""}, {"body": ""}]
    words = ["cloudformation", "package", "--template-file", "t.yaml", "--s3-bucket", "b", "--s3-prefix", "p"]
    done = run(tmp_path, *words, files={"t.yaml": TEMPLATE, "src/app.py": "pass\n"}, replies=replies)
    assert done["code"] == 0, done["stderr"]
    head, put = done["requests"]
    assert (head["method"], put["method"], head["path"]) == ("HEAD", "PUT", put["path"])
    key = put["path"].removeprefix("/b/")
    assert key.startswith("p/")
    assert done["stdout"] == (
        "Resources:\n  Function:\n    Type: AWS::Serverless::Function\n    Properties:\n"
        f"      CodeUri: s3://b/{key}\n      Role:\n        Fn::GetAtt:\n        - Role\n        - Arn\n"
        "      Name:\n        Fn::Sub: ${AWS::StackName}-f\n  Bucket:\n    Type: AWS::S3::Bucket\n"
        "Outputs:\n  Name:\n    Value:\n      Ref: Function\n"
    )


def test_package_names_what_is_not_there(tmp_path):
    words = ["cloudformation", "package", "--template-file", "t.yaml", "--s3-bucket", "b"]
    done = run(tmp_path, *words, files={"t.yaml": TEMPLATE})
    assert (done["code"], done["requests"]) == (252, [])
    assert "/src referenced by the template: it does not exist." in done["stderr"]


def change_set(status, reason=""):
    return {"body": f"<R><DescribeChangeSetResult><Status>{status}</Status><StatusReason>{reason}</StatusReason>"
                    "</DescribeChangeSetResult></R>"}  # fmt: skip


STACK = {
    "body": "<R><DescribeStacksResult><Stacks><member><StackName>s</StackName>"
    "<CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>UPDATE_COMPLETE</StackStatus></member></Stacks>"
    "</DescribeStacksResult></R>"
}
MADE = {"body": "<R><CreateChangeSetResult><Id>cs</Id><StackId>st</StackId></CreateChangeSetResult></R>"}
DEPLOY = ["cloudformation", "deploy", "--stack-name", "s", "--template-file", "t.yaml"]


def test_deploy_updates_a_stack_and_waits_for_it(tmp_path):
    template = "Parameters:\n  A: {Type: String}\n  B: {Type: String}\nResources: {}\n"
    replies = [STACK, MADE, change_set("CREATE_COMPLETE"), {"body": "<R><ExecuteChangeSetResult/></R>"}, STACK]
    done = run(tmp_path, *DEPLOY, "--parameter-overrides", "A=1", files={"t.yaml": template}, replies=replies)
    assert (done["code"], done["stderr"]) == (0, "")
    assert done["stdout"].endswith("Successfully created/updated stack - s\n")
    made = done["requests"][1]["body"]
    assert "ChangeSetType=UPDATE" in made
    assert "Parameters.member.1.ParameterKey=A&Parameters.member.1.ParameterValue=1" in made
    assert "Parameters.member.2.ParameterKey=B&Parameters.member.2.UsePreviousValue=true" in made


def test_deploy_of_what_is_there_says_so(tmp_path):
    replies = [STACK, MADE, change_set("FAILED", "The submitted information didn't contain changes.")]
    done = run(tmp_path, *DEPLOY, files={"t.yaml": "Resources: {}\n"}, replies=replies)
    assert (done["code"], done["stderr"]) == (0, "")
    assert done["stdout"].endswith("\nNo changes to deploy. Stack s is up to date\n")


# ------------------------------------------------------------ more short forms


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("modify-instance-attribute --instance-id i --no-source-dest-check", "SourceDestCheck.Value=false"),
        ("modify-instance-attribute --instance-id i --source-dest-check", "SourceDestCheck.Value=true"),
        ("modify-vpc-attribute --vpc-id v --enable-dns-support Value=true", "EnableDnsSupport.Value=true"),
        ("modify-vpc-attribute --vpc-id v --enable-dns-support {\"Value\":false}", "EnableDnsSupport.Value=false"),
    ],
)  # fmt: skip
def test_a_boolean_within_a_structure_may_be_a_flag(tmp_path, words, field):
    done = run(tmp_path, "ec2", *words.split(" "), replies=[{"body": "<R/>"}])
    assert done["stderr"] == ""
    assert field in sent(done).split("&")


def test_such_a_flag_and_its_contrary_exclude_one_another(tmp_path):
    words = ["ec2", "modify-vpc-attribute", "--vpc-id", "v", "--enable-dns-support", "--no-enable-dns-support"]
    done = run(tmp_path, *words)
    assert (done["code"], done["requests"]) == (252, [])
    assert 'both the "--enable-dns-support" option and the "--no-enable-dns-support" option.' in done["stderr"]


def test_where_the_code_of_a_deployment_is(tmp_path):
    words = ["deploy", "create-deployment", "--application-name", "a", "--s3-location", "bucket=b,key=k,bundleType=zip"]
    assert sent(run(tmp_path, *words))["revision"] == {
        "revisionType": "S3", "s3Location": {"bucket": "b", "key": "k", "bundleType": "zip"},
    }  # fmt: skip


def test_clusters_by_their_state(tmp_path):
    words = ["emr", "list-clusters", "--failed", "--terminated"]
    assert sent(run(tmp_path, *words))["ClusterStates"] == ["TERMINATED", "TERMINATED_WITH_ERRORS"]


def test_what_was_selected_of_an_object_goes_to_a_file(tmp_path):
    def event(kind, payload):
        headers = {":message-type": "event", ":event-type": kind, ":content-type": "application/octet-stream"}
        return encode_frame(headers.items(), payload)

    body = event("Records", b"one,") + event("Records", b"two\n") + event("End", b"")
    words = ["s3api", "select-object-content", "--bucket", "b", "--key", "k", "--expression", "e", "--expression-type",
             "SQL", "--input-serialization", "CSV={}", "--output-serialization", "CSV={}", "out"]  # fmt: skip
    done = run(tmp_path, *words, replies=[{"body": body}])
    assert (done["code"], done["files"], done["stderr"]) == (0, {"out": "one,two\n"}, "")


# ------------------------------------------------------------ logs start-live-tail


def live_tail_events(*messages):
    results = [{"message": message} for message in messages]
    update = {"sessionMetadata": {"sampled": False}, "sessionResults": results}
    frames: Any = (("initial-response", {}), ("sessionStart", {"requestId": "r"}), ("sessionUpdate", update))
    return b"".join(
        encode_frame([(":message-type", "event"), (":event-type", name)], json.dumps(value).encode())
        for name, value in frames
    )


def test_live_tail_prints_the_messages_alone(tmp_path):
    answer = {"body": live_tail_events("one", "two"), "headers": {"content-type": "application/vnd.amazon.eventstream"}}
    words = ["logs", "start-live-tail", "--log-group-identifiers", "arn:aws:logs:eu-central-1:1:log-group:g"]
    environ = {"AWS_DISABLE_HOST_PREFIX_INJECTION": "true"}
    done = run(tmp_path, *words, replies=[answer], env=environ)
    assert (done["code"], done["stdout"], done["stderr"]) == (0, "one\ntwo\n", "")


def test_live_tail_names_the_aws_cli_for_the_interactive_mode(tmp_path):
    done = run(tmp_path, "logs", "start-live-tail", "--log-group-identifiers", "a", "--mode", "interactive")
    assert (done["code"], done["requests"]) == (253, [])
    assert "`aws logs start-live-tail --mode interactive`" in done["stderr"]


# ------------------------------------------------------------ cloudfront sign


def private_key(kind):
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    return key, key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()


SIGN = ["cloudfront", "sign", "--key-pair-id", "K1", "--private-key", "file://key.pem", "--date-less-than"]


@pytest.mark.parametrize(
    ("words", "before", "arguments"),
    [
        (["1900000000"], 1900000000, None),
        (["2030-01-01"], 1893456000, None),
        (["2030-01-01T00:00:00+01:00", "--ip-address", "10.0.0.1"], 1893452400, {"ip_address": "10.0.0.1"}),
        (["1900000000", "--date-greater-than", "1800000000", "--ip-address", "10.0.0.0/8"], 1900000000,
         {"date_greater_than": 1800000000, "ip_address": "10.0.0.0/8"}),
    ],
)  # fmt: skip
def test_cloudfront_sign_signs_as_botocore_does(tmp_path, words, before, arguments):
    from datetime import UTC, datetime

    from botocore.signers import CloudFrontSigner
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA1

    key, pem = private_key("rsa")
    url = "https://d1.cloudfront.net/a.jpg?x=1"
    done = run(tmp_path, *SIGN, *words, "--url", url, files={"key.pem": pem})
    signer = CloudFrontSigner("K1", lambda message: key.sign(message, PKCS1v15(), SHA1()))
    moment = datetime.fromtimestamp(before, UTC)
    if arguments is None:
        expected = signer.generate_presigned_url(url, date_less_than=moment)
    else:
        if "date_greater_than" in arguments:
            arguments = {**arguments, "date_greater_than": datetime.fromtimestamp(arguments["date_greater_than"], UTC)}
        expected = signer.generate_presigned_url(url, policy=signer.build_policy(url, moment, **arguments))
    assert (done["code"], done["stdout"], done["requests"]) == (0, expected, [])


def test_cloudfront_sign_takes_ecdsa_and_a_resource_with_wildcards(tmp_path):
    _, pem = private_key("ec")
    words = ["--url", "https://d1.cloudfront.net/a/b", "--policy-resource", "https://d1.cloudfront.net/a/*"]
    done = run(tmp_path, *SIGN, "1900000000", *words, files={"key.pem": f"-----BEGIN EC PARAMETERS-----\n{pem}"})
    assert (done["code"], done["stderr"]) == (0, "")
    assert done["stdout"].startswith("https://d1.cloudfront.net/a/b?Policy=")
    assert done["stdout"].endswith("&Key-Pair-Id=K1&Hash-Algorithm=SHA256")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["soon", "--url", "https://x/"], 255, 'Invalid value for --date-less-than: "soon" is not a valid date.'),
        (["1", "--url", "nope"], 252, '"nope" is not a valid URL'),
        (["1", "--url", "https://x/ y"], 252, "Invalid value for --url"),
        (["1", "--url", "https://x/?Policy=1"], 252, "already contains the CloudFront signing parameters Policy"),
        (["1", "--url", "https://x/", "--policy-resource", "https://y/*"], 252, "does not match --policy-resource"),
        (["1", "--url", "https://x/", "--ip-address", "::1"], 252, "is not a valid IPv4 address"),
        (["1", "--url", "https://x/", "--date-greater-than", "2"], 252, "Invalid date range"),
        (["1", "--url", "https://x/"], 255, "Unsupported key type or invalid private key."),
    ],
)
def test_cloudfront_sign_refuses_what_makes_no_sense(tmp_path, words, code, message):
    done = run(tmp_path, *SIGN, *words, files={"key.pem": "-----BEGIN PRIVATE KEY-----\nsecret\n"})
    assert done["code"] == code
    assert message in done["stderr"]
    assert "secret" not in done["stderr"]
