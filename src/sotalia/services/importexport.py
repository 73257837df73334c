"""Import/Export: the model still names Signature Version 2, while the service has accepted Version 4 for years.

boto3 signs by Version 4 even where the program asks for another.
"""

from __future__ import annotations

from ..core.hooks import Hooks

HOOKS = Hooks(auth_type="v4")
