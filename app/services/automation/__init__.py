"""Saved filters and automated tasks: saved, shown, previewed, and when they are due."""
