"""What clients offer beyond their service's model, or less than it. Read when a client's class is made.

Operations whose requests are two-way event streams are offered here, unlike in boto3.
"""

from __future__ import annotations

#: Further names of methods, by service id: alias → method.
ALIASES: dict[str, dict[str, str]] = {
    "cloudwatch": {
        "get_o_tel_enrichment": "get_otel_enrichment",
        "start_o_tel_enrichment": "start_otel_enrichment",
        "stop_o_tel_enrichment": "stop_otel_enrichment",
        "update_o_tel_enrichment": "update_otel_enrichment",
    },
    "mturk": {"list_hi_ts_for_qualification_type": "list_hits_for_qualification_type"},
    "signin": {"create_o_auth2_token": "create_oauth2_token"},
    "socialmessaging": {"delete_whatsapp_media_message": "delete_whatsapp_message_media"},
}

#: Methods that are no operations, by service id: method → `module:function`, imported when somebody looks at it. The
#: function is given the client, and has it perform a generator of the core (`client._run`).
METHODS: dict[str, dict[str, str]] = {
    "dsql": {
        "generate_db_connect_admin_auth_token": (
            "sotalia.services.database_tokens:generate_db_connect_admin_auth_token"
        ),
        "generate_db_connect_auth_token": "sotalia.services.database_tokens:generate_db_connect_auth_token",
    },
    "rds": {"generate_db_auth_token": "sotalia.services.database_tokens:generate_db_auth_token"},
    "s3": {"generate_presigned_post": "sotalia.services.s3.post:generate_presigned_post"},
}

#: Former names of services, as `client()` takes them.
SERVICE_NAMES = {"runtime.sagemaker": "sagemaker-runtime"}
