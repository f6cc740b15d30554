"""Use cases: one transaction each, called by the API and the workers.

Every function takes `session, tenant_id` first. Nothing here talks HTTP: a client that is needed
is passed in. What is returned are frozen dataclasses, never rows.
"""
