"""The world of the sandbox: organizations, clock, changes, and how they are kept."""
