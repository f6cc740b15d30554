"""What became of ended runs later: what was put back, and what people had before and after."""
