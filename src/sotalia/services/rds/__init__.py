"""RDS: passwords for its databases, copies across regions (`hooks`, also those of Neptune and DocumentDB)."""

from __future__ import annotations

from .. import Customization

CUSTOMIZATION = Customization(
    methods={"Client": {"generate_db_auth_token": "sotalia.services.database_tokens:generate_db_auth_token"}}
)
