"""Limits of a caller: budgets, bounds of a view, requests at work."""
