"""The process that serves the sandbox."""
