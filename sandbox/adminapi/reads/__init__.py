"""Endpoints of the admin API that read."""
