"""Runs of a tenant that are at work side by side: who goes first, and what is left to whom."""
