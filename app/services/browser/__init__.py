"""What the User Browser and the Dashboard show of the mirror."""
