"""Filters as SQL: the twin of `app.domain.filters`."""
