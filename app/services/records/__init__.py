"""The audit log and the seals that prove it."""
