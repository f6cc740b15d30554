"""What is told, to whom, and what waits on the Dashboard until somebody settles it."""
