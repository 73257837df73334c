"""What users hold: sessions, clients, the objects that replies give them."""
