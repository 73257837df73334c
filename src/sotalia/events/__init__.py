"""The events of boto3: the emitter and the names, what handlers see, and the hooks that emit them."""
