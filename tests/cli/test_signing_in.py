"""Signing in with the browser: `login`, `logout` and `sso login`. The browser is a script that does what the page does.

Commands run in a home of their own, with a server that stands for AWS.
"""

import json
import stat
import sys
import urllib.parse
from base64 import b64encode, urlsafe_b64encode

import pytest

from .lines import run_line

USER = "arn:aws:iam::111122223333:user/me"
NO_KEYS = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
#: What the browser does with the page's address: it notes it, asks for something else first, and then brings the code.
BROWSER = """\
import os, sys, urllib.parse, urllib.request
page = sys.argv[1]
open("page", "w").write(page)
query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page).query))
if os.fork() == 0:
    right = {ANSWER}
    for target, answer in (("/favicon.ico", {}), ("/oauth/callback", {**right, "state": "other"}),
                           ("/oauth/callback", {**right, "state": query["state"]})):
        url = urllib.parse.urljoin(query["redirect_uri"], target) + "?" + urllib.parse.urlencode(answer)
        try:
            urllib.request.urlopen(url).read()
        except OSError:
            pass
"""


def encoded(value):
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


TOKEN = {
    "accessToken": {"accessKeyId": "AKIDNEW", "secretAccessKey": "newsecret", "sessionToken": "newtoken"},
    "tokenType": "aws_sigv4",
    "expiresIn": 900,
    "refreshToken": "refresh",
    "idToken": f"{encoded({})}.{encoded({'sub': USER})}.signature",
}


def run(directory, *words, answer=None, files=None, env=None, **case):
    """Run a line; `answer` is what the page answers the browser with."""
    script = BROWSER.replace("{ANSWER}", repr(answer or {"code": "the-code"}))
    directory.mkdir(exist_ok=True)
    browser = directory / "browser"
    browser.write_text(f"#!{sys.executable}\n{script}")
    browser.chmod(0o755)
    environ = {**NO_KEYS, "BROWSER": str(browser), **(env or {})}
    return run_line({"argv": list(words), "files": files or {}, "env": environ, **case}, directory)


def page_of(done):
    """Return address and query of the page that the browser was sent to."""
    parts = urllib.parse.urlsplit(done["files"]["page"])
    return parts.path.removeprefix("{endpoint}"), dict(urllib.parse.parse_qsl(parts.query))


def test_login_keeps_the_credentials_and_names_them_in_the_profile(tmp_path):
    done = run(tmp_path, "login", "--profile", "new", replies=[{"body": TOKEN}])
    assert (done["code"], done["stderr"]) == (0, "")
    assert f"Updated profile new to use {USER} credentials.\n" in done["stdout"]
    assert done["files"][".aws/config"] == f"[profile new]\nlogin_session = {USER}\n"
    path, query = page_of(done)
    assert path == "/v1/authorize"
    assert query["client_id"] == "arn:aws:signin:::devtools/same-device"
    assert urllib.parse.urlsplit(query["redirect_uri"]).hostname == "127.0.0.1"
    (request,) = done["requests"]
    sent = json.loads(request["body"])
    assert (sent["code"], sent["redirectUri"]) == ("the-code", query["redirect_uri"])
    for secret in ("newsecret", "newtoken", "refresh", sent["codeVerifier"]):
        assert secret not in done["stdout"]


def test_what_login_keeps_is_used(tmp_path):
    run(tmp_path, "login", replies=[{"body": TOKEN}])
    home = tmp_path / "home"
    (cached,) = (home / ".aws/login/cache").iterdir()
    assert stat.S_IMODE(cached.stat().st_mode) == 0o600
    files = {str(path.relative_to(home)): path.read_text() for path in home.rglob("*") if path.is_file()}
    exported = run(tmp_path / "again", "configure", "export-credentials", files=files)
    assert json.loads(exported["stdout"])["SecretAccessKey"] == "newsecret"


def test_a_profile_of_the_environment_may_be_new_too(tmp_path):
    done = run(tmp_path, "login", replies=[{"body": TOKEN}], env={"AWS_PROFILE": "new"})
    assert (done["code"], done["stderr"]) == (0, "")
    assert done["files"][".aws/config"] == f"[profile new]\nlogin_session = {USER}\n"


def test_login_from_elsewhere_takes_a_code_that_is_typed(tmp_path):
    typed = b64encode(b"state=other&code=the-code").decode()
    done = run(tmp_path, "login", "--remote", stdin=f"{typed}\n")
    assert (done["code"], done["requests"]) == (255, [])
    assert "page" not in done["files"]
    assert "/v1/authorize?" in done["stdout"]
    assert done["stderr"] == "\naws: [ERROR]: The authorization code is of another sign-in. Sign in again.\n"


def test_a_refusal_in_the_browser_is_told(tmp_path):
    done = run(tmp_path, "login", answer={"error": "access_denied"})
    assert (done["code"], done["requests"], list(done["files"])) == (255, [], ["page"])
    assert done["stderr"] == "\naws: [ERROR]: The sign-in was refused in the browser: access_denied\n"


def test_a_code_that_is_too_old_is_told(tmp_path):
    refused = {"status": 400, "body": {"error": "AUTHCODE_EXPIRED", "message": "m"},
               "headers": {"x-amzn-errortype": "AccessDeniedException"}}  # fmt: skip
    done = run(tmp_path, "login", replies=[refused])
    assert done["code"] == 255
    assert done["stderr"] == "\naws: [ERROR]: The authorization code has expired. Sign in again: aws login\n"


@pytest.mark.parametrize(
    ("words", "code"), [(["--redirect-port", "70000"], 252), (["--redirect-port", "x"], 252), (["--nope"], 252)]
)
def test_login_refuses_bad_options(tmp_path, words, code):
    assert run(tmp_path, "login", *words)["code"] == code


def test_login_leaves_a_profile_with_other_credentials_alone(tmp_path):
    done = run(tmp_path, "login", files={".aws/config": "[default]\nrole_arn = r\n"})
    assert (done["code"], done["requests"], done["files"]) == (253, [], {})
    assert "Profile 'default' is already configured with Assume Role credentials." in done["stderr"]


def test_login_asks_before_it_replaces_another_session(tmp_path):
    config = "[default]\nlogin_session = arn:aws:iam::1:user/old\n"
    done = run(tmp_path, "login", files={".aws/config": config}, replies=[{"body": TOKEN}], stdin="n\n")
    assert done["code"] == 0
    assert "Do you want to overwrite it" in done["stdout"]
    assert set(done["files"]) == {"page"}


def test_login_asks_for_a_region_where_none_is_known(tmp_path):
    done = run(tmp_path, "login", replies=[{"body": TOKEN}], stdin="eu-west-1\n", env={"AWS_DEFAULT_REGION": None})
    assert "AWS Region [us-east-1]: " in done["stdout"]
    assert done["files"][".aws/config"] == f"[default]\nlogin_session = {USER}\nregion = eu-west-1\n"


CACHED = ".aws/login/cache/6eeec053fe13079aaf7fd81065ec5ecbdb93674f20700e51842d0c769b240c8a.json"


def test_logout_forgets_the_session_of_a_profile(tmp_path):
    files = {".aws/config": f"[default]\nlogin_session = {USER}\n", CACHED: json.dumps(TOKEN), "other.json": "{}"}
    done = run_without_comparing(tmp_path, "logout", files)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Removed cached login credentials for profile 'default'. ")
    assert not (tmp_path / CACHED).exists()


def test_logout_of_all_removes_tokens_and_nothing_else(tmp_path):
    files = {CACHED: json.dumps(TOKEN), ".aws/login/cache/mine.json": "{}", ".aws/login/cache/broken.json": "{"}
    done = run_without_comparing(tmp_path, "logout --all", files)
    assert done.stdout.startswith("Removed 1 cached login credential. ")
    assert sorted(path.name for path in (tmp_path / CACHED).parent.iterdir()) == ["broken.json", "mine.json"]


def test_logout_without_a_session_says_so(tmp_path):
    done = run(tmp_path, "logout", "--profile", "default", files={".aws/config": "[default]\n"})
    assert (done["code"], done["stderr"]) == (0, "warning: no login session found for profile 'default'\n")


def run_without_comparing(directory, line, files):
    """Run a line in a home whose files it may remove."""
    import os
    import subprocess

    from .lines import ENVIRONMENT, PATIENCE, installed

    for name, text in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text)
    environ = {"PATH": os.environ["PATH"], **ENVIRONMENT, "HOME": str(directory)}
    command = [sys.executable, str(installed("aws", directory)), *line.split()]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=PATIENCE)


SESSION = "[default]\nsso_session = s\n[sso-session s]\nsso_start_url = https://start\nsso_region = eu-west-1\n"
REGISTERED = {"body": {"clientId": "ci", "clientSecret": "cs", "clientSecretExpiresAt": 1900000000}}
ACCESS = {"body": {"accessToken": "at", "expiresIn": 3600, "refreshToken": "rt"}}


def test_sso_login_of_a_session_takes_the_code_that_the_browser_brings(tmp_path):
    done = run(tmp_path, "sso", "login", files={".aws/config": SESSION}, replies=[REGISTERED, ACCESS])
    assert (done["code"], done["stderr"]) == (0, "")
    assert done["stdout"].endswith("Successfully logged into Start URL: https://start\n")
    path, query = page_of(done)
    assert (path, query["scopes"], query["client_id"]) == ("/authorize", "sso:account:access", "ci")
    registering, getting = (json.loads(request["body"]) for request in done["requests"])
    assert registering["redirectUris"] == ["http://127.0.0.1/oauth/callback"]
    assert (getting["grantType"], getting["code"]) == ("authorization_code", "the-code")
    (cached,) = (tmp_path / "home/.aws/sso/cache").iterdir()
    assert json.loads(cached.read_text())["refreshToken"] == "rt"


ACCOUNTS = {"body": {"accountList": [{"accountId": "111122223333", "accountName": "one"}]}}
ROLES = {"body": {"roleList": [{"roleName": "reader"}, {"roleName": "writer"}]}}


def test_configure_sso_makes_a_profile(tmp_path):
    typed = "s\nhttps://start\neu-west-1\n\nwriter\neu-central-1\n\nmine\n"
    replies = [REGISTERED, ACCESS, ACCOUNTS, ROLES]
    done = run(tmp_path, "configure", "sso", stdin=typed, replies=replies)
    assert (done["code"], done["stderr"]) == (0, "")
    assert done["files"][".aws/config"] == (
        "[sso-session s]\nsso_start_url = https://start\nsso_region = eu-west-1\n"
        "sso_registration_scopes = sso:account:access\n[profile mine]\nsso_session = s\nsso_account_id = 111122223333\n"
        "sso_role_name = writer\nregion = eu-central-1\n"
    )


def test_configure_sso_without_a_session_makes_a_profile_with_a_start_page(tmp_path):
    device = {"body": {"deviceCode": "dc", "userCode": "AB-CD", "verificationUri": "https://v", "expiresIn": 60}}
    replies = [REGISTERED, device, ACCESS, ACCOUNTS, ROLES]
    typed = "\nhttps://start\neu-west-1\n\n\n\n"
    done = run(tmp_path, "configure", "sso", "--no-browser", "--profile", "old", stdin=typed, replies=replies)
    assert (done["code"], done["stderr"]) == (0, "")
    assert done["files"][".aws/config"] == (
        "[profile old]\nsso_start_url = https://start\nsso_region = eu-west-1\nsso_account_id = 111122223333\n"
        "sso_role_name = reader\n"
    )


@pytest.mark.parametrize("typed", ["", "s\n", "s\nstart\neu-west-1\n\n"])
def test_configure_sso_with_an_answer_missing_writes_nothing(tmp_path, typed):
    done = run(tmp_path, "configure", "sso-session", stdin=typed)
    assert (done["code"], done["files"], done["requests"]) == (255, {}, [])
