"""How calls of the admin API and their answers look on the wire."""
