"""Queries of the mirror for the User Browser and the Dashboard."""
