"""EC2: tags, which are put on many things at once, which the resources' document cannot describe; and its calls
(`hooks`).
"""

from __future__ import annotations

from .. import Calls, Customization

CUSTOMIZATION = Customization(
    methods={
        "ServiceResource": {
            "create_tags": Calls("sotalia.services.ec2.tags:create_tags", operation="CreateTags", makes="Tag")
        },
        "Instance": {
            "delete_tags": Calls("sotalia.services.ec2.tags:delete_tags", operation="DeleteTags", filled=("Resources",))
        },
    }
)
