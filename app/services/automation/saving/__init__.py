"""What saving a task asks and needs: a confirmation, a name for a copy, and what the last test found."""
