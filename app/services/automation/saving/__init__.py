"""Saving of a task: its confirmation, a name for a copy, and the last test."""
