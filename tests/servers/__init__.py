"""The servers that tests talk to, all on 127.0.0.1; `tests/conftest.py` makes fixtures of them.

moto        `sotalia.local.LocalServer`: about 200 services; believes every signature
seaweed.py  SeaweedFS: a strict S3, which verifies SigV4, checksums and trailers
raw.py      records the bytes of each request and answers with the bytes a test gives it, or misbehaves as told
sso.py      IAM Identity Center: roles' credentials, tokens
metadata.py EC2's metadata service, and the server that containers ask for their credentials
"""
