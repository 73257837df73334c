"""boto3's inner classes as programs read them, and replace their methods."""
