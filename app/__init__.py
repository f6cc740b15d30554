"""Rollcall's application: the web process is composed in `app.composition`."""
