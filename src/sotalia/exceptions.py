"""The exceptions under boto3's path: everything that boto3.exceptions and botocore.exceptions have.

They are defined, and their tree is drawn, in `sotalia.errors`.
"""

from .errors import *  # noqa: F403
from .errors import __all__ as __all__
