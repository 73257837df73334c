"""The AWS SDK for Python, rebuilt: boto3's surface, native asyncio, a tenth of the CPU."""

__version__ = "0.1.0"
