"""DSQL: passwords for its databases."""

from __future__ import annotations

from . import Customization

CUSTOMIZATION = Customization(
    methods={
        "Client": {
            "generate_db_connect_admin_auth_token": (
                "sotalia.services.database_tokens:generate_db_connect_admin_auth_token"
            ),
            "generate_db_connect_auth_token": "sotalia.services.database_tokens:generate_db_connect_auth_token",
        }
    }
)
