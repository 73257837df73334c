"""Sign-in: a method that was once named otherwise."""

from __future__ import annotations

from . import Customization

CUSTOMIZATION = Customization(aliases={"create_o_auth2_token": "create_oauth2_token"})
