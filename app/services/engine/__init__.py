"""Runs and their operations as rows: asked for, claimed, planned, recorded, logged, undone."""
