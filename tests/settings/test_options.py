"""The table of options: what is made of its rows elsewhere."""

from __future__ import annotations

import inspect
import re

import pytest

import sotalia
from sotalia.config import Config
from sotalia.io.transport import TransportOptions
from sotalia.settings.client import ClientSettings
from sotalia.settings.options import BOTH, CLIENT, CLIENT_OPTIONS, OPTIONS, ROWS, SECTIONS, SESSION
from tools import option_tables


def test_every_option_says_what_it_is_and_where_it_may_be_set():
    for row in (*ROWS, *(row for rows in SECTIONS.values() for row in rows.values())):
        assert row.text
        assert row.places in (SESSION, CLIENT, BOTH)
        assert row.places != CLIENT or not (row.env or row.keys)


def test_an_option_of_a_client_is_an_argument_of_config_and_an_attribute_of_its_settings():
    documented = re.findall(r"^ +- `(\w+)`", Config.__doc__ or "", re.MULTILINE)
    assert documented == list(CLIENT_OPTIONS)
    assert [*Config.OPTION_DEFAULTS, *Config.OWN_OPTION_DEFAULTS] == list(CLIENT_OPTIONS)
    assert set(ClientSettings.__slots__) >= set(CLIENT_OPTIONS)
    assert not set(CLIENT_OPTIONS) & {row.name for row in OPTIONS.values() if row.places == SESSION}


@pytest.mark.parametrize("value", [1, 5.5])
def test_meta_config_shows_what_the_rows_say(credentials, value):
    given = Config(connect_timeout=value, defaults_mode="standard", dynamodb_types=True, tcp_keepalive=True)
    shown = sotalia.client("dynamodb", region_name="us-east-1", config=given).meta.config
    assert (shown.connect_timeout, shown.dynamodb_types, shown.tcp_keepalive) == (value, True, True)
    assert shown.defaults_mode is None  # as in boto3
    assert not CLIENT_OPTIONS["defaults_mode"].shown


def test_a_transport_of_its_own_has_the_defaults_of_a_clients():
    own = {name: value.default for name, value in inspect.signature(TransportOptions).parameters.items()}
    for name in ("connect_timeout", "read_timeout", "max_pool_connections"):
        assert own[name] == CLIENT_OPTIONS[name].config_default


def test_what_is_written_of_the_table_is_up_to_date(capsys, tmp_path, monkeypatch):
    assert option_tables.main(["--check"]) == 0
    for name in option_tables.FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        text = (option_tables.ROOT / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("read_timeout", "reed_timeout"), encoding="utf-8")
    monkeypatch.setattr(option_tables, "ROOT", tmp_path)
    assert option_tables.main(["--check"]) == 1
    assert capsys.readouterr().out.count("is not up to date") == len(option_tables.FILES)
    assert option_tables.main([]) == 0
    assert option_tables.main(["--check"]) == 0
