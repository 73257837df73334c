"""Auto Scaling takes a launch configuration's user data in base64; callers give it plain."""

from __future__ import annotations

from ..core.hooks import Hooks
from .user_data import encode_user_data

HOOKS = Hooks()
HOOKS.on("params", "CreateLaunchConfiguration")(encode_user_data)
