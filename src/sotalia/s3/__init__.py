"""boto3's path to the names around transfers with S3; see `sotalia.s3.transfer`."""
