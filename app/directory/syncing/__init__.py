"""Fills the mirror: the walks of a sync, page by page, and what becomes of what they bring."""
