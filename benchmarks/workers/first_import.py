"""A program of boto3's that makes a client and ends: run by Python, or under `sotalia run`. It says who boto3 is."""

import boto3

boto3.client("s3")
print(boto3.Session.__module__)
