"""The exceptions under boto3's path: everything that boto3.exceptions and botocore.exceptions have.

They are defined, and their tree is drawn, in `sotalia.errors`.

The errors of each service are here too, without a client:

    from sotalia.exceptions.s3 import NoSuchBucket          # the class that `client.exceptions.NoSuchBucket` is
    from sotalia.exceptions.cognito_idp import UserNotFoundException
"""

from __future__ import annotations

from ..errors import *  # noqa: F403
from ..errors import __all__ as __all__
from ._services import install

install(__name__)
