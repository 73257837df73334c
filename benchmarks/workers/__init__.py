"""What runs inside the measured processes. Each is a script that prints one JSON object."""
