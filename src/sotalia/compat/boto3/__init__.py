"""What boto3 has and Sotalia itself does not: its default session, sessions over botocore's, constants."""
