"""Social messaging: a method that was once named otherwise."""

from __future__ import annotations

from . import Customization

CUSTOMIZATION = Customization(aliases={"delete_whatsapp_media_message": "delete_whatsapp_message_media"})
