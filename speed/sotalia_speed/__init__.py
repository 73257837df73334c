"""Sotalia's readers of replies in C, and what reads and writes DynamoDB's values.

For Sotalia only: it takes them where they are installed, and decides by them nothing that its readers in Python would
decide otherwise. There is nothing here for programs to call.
"""

from __future__ import annotations

from ._readers import *  # noqa: F403 - the names are in _readers.pyi
from ._readers import __version__ as __version__
