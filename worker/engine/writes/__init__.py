"""Writes at Atlassian: one class per action, found by its word in `registry.WRITES`."""
