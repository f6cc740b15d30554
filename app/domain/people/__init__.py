"""People and accounts as filters and plans judge them."""
