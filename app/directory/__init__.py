"""The mirror of an organization's directory: filled by sync, read by queries."""
