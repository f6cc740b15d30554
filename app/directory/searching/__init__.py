"""What the User Browser and the Dashboard ask of the mirror."""
