"""The user management API, which stands beside the organization admin API and takes the same key."""
