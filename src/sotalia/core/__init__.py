"""One API call, from parameters to the returned dict: pure generators of effects."""
