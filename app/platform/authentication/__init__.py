"""Who is calling: the tokens of both doors, and the keys that verify them."""
