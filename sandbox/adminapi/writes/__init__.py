"""Endpoints of the admin API that change something."""
