"""What botocore has and Sotalia itself does not; each module here is called after botocore's."""
