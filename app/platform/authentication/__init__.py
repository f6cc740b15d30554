"""Authentication of callers: the tokens of both doors, and the keys that verify them."""
