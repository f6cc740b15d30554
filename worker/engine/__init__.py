"""The engine of a run: plan, look, write, find out what became of it, record."""
