"""The short form of structures."""

import pytest

from sotalia.cli.shorthand import Shorthand, ShorthandError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=b", {"a": "b"}),
        ("a=b,c=d", {"a": "b", "c": "d"}),
        ("a=1,2,3", {"a": ["1", "2", "3"]}),
        ("a=1,2,b=3", {"a": ["1", "2"], "b": "3"}),
        ("a=1,b=2,3,c=4", {"a": "1", "b": ["2", "3"], "c": "4"}),
        ("a=", {"a": ""}),
        ("a=,b=", {"a": "", "b": ""}),
        ("a=[b,c]", {"a": ["b", "c"]}),
        ("a=[]", {"a": []}),
        ("a={b=c,d=[e,f]},g=h", {"a": {"b": "c", "d": ["e", "f"]}, "g": "h"}),
        ("a=[{b=c},{d=e}]", {"a": [{"b": "c"}, {"d": "e"}]}),
        ("a='b,c',d", {"a": ["b,c", "d"]}),
        (r"a='it\'s'", {"a": "it's"}),
        (r'a="say \"x\" \\ y"', {"a": 'say "x" \\ y'}),
        (r"a=b\,c", {"a": "b,c"}),
        ("a = b , c = d", {"a": "b", "c": "d"}),
        ("a=b c ,d=e", {"a": "b c", "d": "e"}),
        ("tag:Name=x", {"tag:Name": "x"}),
        ("a.b-c_d/e#1=x", {"a.b-c_d/e#1": "x"}),
        ("a=x=y", {"a": "x=y"}),
        ("a=gämma😀", {"a": "gämma😀"}),
        ("arn=arn:aws:iam::1:user/x", {"arn": "arn:aws:iam::1:user/x"}),
    ],
)
def test_values(text, expected):
    assert Shorthand(text).read() == expected


def test_a_key_with_an_at_sign_takes_the_content_of_a_file(tmp_path):
    (tmp_path / "f").write_text("content, of a file")
    (tmp_path / "b").write_bytes(b"\xff\x00")
    assert Shorthand(f"a@=file://{tmp_path}/f,b=file://x").read() == {"a": "content, of a file", "b": "file://x"}
    assert Shorthand(f"a@=fileb://{tmp_path}/b,c@=plain").read() == {"a": b"\xff\x00", "c": "plain"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Name", "Expected: '=', received: 'EOF' for input:\n Name\n    ^"),
        ("a=b,,c", "Expected: '=', received: 'EOF' for input:\n a=b,,c\n      ^"),
        ("a=[b", "Expected: ',', received: 'EOF' for input:\n a=[b\n    ^"),
        ("a={b}", "Expected: '=', received: '}' for input:\n a={b}\n    ^"),
        (
            "a=b,a=c",
            'Second instance of key "a" encountered for input:\n a=b,a=c\n    ^\n'
            'This is often because there is a preceding "," instead of a space.',
        ),
        ("a='b", "Expected: '<singled quoted>', received: '<none>' for input:\n a='b\n  ^"),
    ],
)
def test_faults_say_what_was_expected_and_where(text, message):
    with pytest.raises(ShorthandError) as caught:
        Shorthand(text).read()
    assert str(caught.value) == message
