"""Held plans until they are released: by whom, which plan it is, and who is taken out of it."""
