"""Config and credentials files: the same dicts as botocore reads, over files good, odd and broken."""

from __future__ import annotations

import random
import shlex

import botocore.configloader
import botocore.exceptions
import pytest

from sotalia.errors import ConfigParseError
from sotalia.settings import inifile

ORDINARY = """\
# the account of the team
[default]
region = eu-west-1
Output: json
s3 =
    addressing_style = path
    # a comment inside
    Max_Concurrent_Requests=20

    endpoint_url = http://127.0.0.1:9000/?a=b
cli_pager =

[profile "two words"]
role_arn = arn:aws:iam::123456789012:role/x
source_profile=default

[profile plain]
region=us-east-1 ; no comment here
ca_bundle = /etc/a
  b
  c

[sso-session my-sso]
sso_region = us-east-1

[services local]
s3 =
  endpoint_url = http://127.0.0.1:1
dynamodb =
  endpoint_url = http://127.0.0.1:2

[profiles]
x=1
[preview]
cloudfront = true
"""

CASES = {
    "ordinary": ORDINARY,
    "empty": "",
    "only comments": "# a\n; b\n\n",
    "windows line ends": ORDINARY.replace("\n", "\r\n"),
    "old mac line ends": ORDINARY.replace("\n", "\r"),
    "no section": "a = b\n",
    "comment before no section": "# x\n  \n a = b\n",
    "same section twice": "[a]\nx=1\n[b]\n[a]\ny=2\n",
    "same option twice": "[a]\nx=1\nX=2\n",
    "defaults": "[DEFAULT]\nregion=x\nz=1\n[a]\nb=1\nregion=y\n[DEFAULT]\nq=2\n[c]\n",
    "same option twice in defaults": "[DEFAULT]\nx=1\n[DEFAULT]\nx=2\n[a]\n",
    "line without value": "[a]\nfoo\n",
    "line without name": "[a]\n= foo\n",
    "line without name, colon": "[a]\n: foo\n",
    "colon first": "[a]\nx:y=z\n",
    "equals first": "[a]\nx=y:z\n",
    "empty header": "[]\nx=1\n",
    "bracket header": "[]]\nx=1\n[[y]]\nz=1\n",
    "empty header as option": "[a]\n[]=3\n",
    "text after header": "[a] ; what\nx=1\n[b]c]d\ny=1\n",
    "indented header": "  [a]\nx=1\n  y=2\n [b]\nz=1\n",
    "indented section body": "[a]\n  x = 1\n  y = 2\n    more\n z = 3\n",
    "header inside a value": "[a]\nx = 1\n  [b]\ny = 2\n",
    "nested broken": "[a]\ns3 =\n  nothing\n",
    "nested empty name": "[a]\ns3 =\n  = x\n",
    "nested then less indented": "[a]\ns3 =\n    x = 1\n  y = 2\nz = 3\n",
    "nested separators": "[a]\ns3 =\n  x = 1\x0b y = 2\u2028 z=3\x85w\n",
    "empty lines in a value": "[a]\nx = 1\n\n  2\n\n\ny = 3\n",
    "profile names": "[profile]\na=1\n[profile a b]\na=1\n"
    "[profile 'q']\na=1\n[profile \"open]\na=1\n[profilex y]\na=1\n"
    '[profile\tt]\na=1\n[profile a\\ b]\na=1\n[profile ""]\na=1\n[ default ]\na=1\n[sso-session]\nb=1\n',
    "unicode": "[profile zürich]\nnämé = wört\u00a0\nİ = 1\n",
    "non-breaking indent": "[a]\nx = 1\n\u00a0\u00a0y = 2\n",
    "percent": "[a]\nx = %(y)s %%\n",
    "no newline at the end": "[a]\nx = 1",
    "nul": "[a]\nx = \x00\n",
}


def _theirs(load, path, *args, **kwargs):
    try:
        return load(str(path), *args, **kwargs)
    except botocore.exceptions.ConfigParseError as error:
        return str(error)


def _ours(make):
    try:
        return make()
    except ConfigParseError as error:
        return str(error)


def _compare(text, path):
    path.write_bytes(text.encode())
    raw = _ours(lambda: inifile.parse(inifile.decode(path.read_bytes(), str(path)), str(path)))
    assert raw == _theirs(botocore.configloader.raw_config_parse, path)
    if isinstance(raw, str):
        return
    assert {name: list(options) for name, options in raw.items()} == {
        name: list(options) for name, options in botocore.configloader.raw_config_parse(str(path)).items()
    }
    flat = inifile.parse(text, str(path), parse_subsections=False)
    assert flat == botocore.configloader.raw_config_parse(str(path), parse_subsections=False)
    assert inifile.profile_map(raw) == botocore.configloader.load_config(str(path))


@pytest.mark.parametrize("name", CASES)
def test_file_reads_as_botocore_reads_it(name, tmp_path):
    _compare(CASES[name], tmp_path / "config")


LINES = (
    "[default]|[profile a]|[profile b c]|[a]|[ b ]|[DEFAULT]|[services x]|x = 1|y=2|z : 3|s3 =|s3=|  k = v|    k2 = v2|"
    "\tk3=v3|# c|; c|||   |junk|= nope|a = b = c|x:|[|]|[]|q = [a]|  [a]|é = ü|a\\b = 'c'|[profile 'd']|k = \\|\x0cz=1"
)
PIECES = LINES.split("|")


def test_random_files_read_as_botocore_reads_them(tmp_path):
    dice = random.Random(20260101)
    for _ in range(1500):
        lines = [dice.choice(PIECES) for _ in range(dice.randint(1, 12))]
        text = dice.choice(["", "[a]\n", "[default]\n"]) + dice.choice(["\n", "\n", "\r\n"]).join(lines)
        _compare(text, tmp_path / "config")


def test_random_valid_files_read_as_botocore_reads_them(tmp_path):
    dice = random.Random(7)
    for _ in range(300):
        text = ""
        for section in dice.sample(["default", "profile a", "profile b", "DEFAULT", "services s", "other"], 4):
            text += f"[{section}]\n"
            for option in dice.sample(["region", "s3", "output", "x", "y"], 3):
                indent = " " * dice.randint(0, 1)
                if dice.random() < 0.4:
                    text += f"{indent}{option} =\n" + "".join(f"    n{i} = {i}\n" for i in range(dice.randint(0, 3)))
                else:
                    text += f"{indent}{option}{dice.choice(' =')}= v{dice.randint(0, 9)}\n" + dice.choice(["", "\n"])
        _compare(text, tmp_path / "config")


def test_words_split_as_in_a_posix_shell():
    dice = random.Random(3)
    for _ in range(5000):
        text = "".join(dice.choice(" \ta'\"\\é\nb") for _ in range(dice.randint(0, 9)))
        try:
            expected = shlex.split(text)
        except ValueError:
            expected = None
        assert inifile.split_words(text) == expected, repr(text)


def test_profile_map_leaves_its_argument_alone():
    raw = inifile.parse(ORDINARY, "config")
    inifile.profile_map(raw)["profiles"]["default"]["s3"]["addressing_style"] = "changed"
    assert raw["default"]["s3"]["addressing_style"] == "path"


def test_bytes_that_are_not_utf_8_are_malformed(tmp_path):
    path = tmp_path / "config"
    path.write_bytes(b"[a]\nx = \xff\n")
    with pytest.raises(ConfigParseError, match="Unable to parse config file"):
        inifile.decode(path.read_bytes(), str(path))
    with pytest.raises(botocore.exceptions.ConfigParseError):
        botocore.configloader.raw_config_parse(str(path))


def test_a_byte_order_mark_is_no_fault():
    assert inifile.parse(inifile.decode(b"\xef\xbb\xbf[a]\nx=1\n", "f"), "f") == {"a": {"x": "1"}}


def test_the_error_names_the_line_and_never_its_content():
    with pytest.raises(ConfigParseError) as caught:
        inifile.parse("[default]\naws_secret_access_key wJalrXUtnFEMI\n", "/home/u/.aws/credentials")
    notes = "".join(caught.value.__notes__)
    assert "/home/u/.aws/credentials: line 2" in notes
    assert "wJalr" not in notes + str(caught.value) + repr(caught.value.kwargs)
