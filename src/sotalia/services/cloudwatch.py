"""CloudWatch: methods that were once named otherwise."""

from __future__ import annotations

from . import Customization

CUSTOMIZATION = Customization(
    aliases={
        "get_o_tel_enrichment": "get_otel_enrichment",
        "start_o_tel_enrichment": "start_otel_enrichment",
        "stop_o_tel_enrichment": "stop_otel_enrichment",
        "update_o_tel_enrichment": "update_otel_enrichment",
    }
)
