"""What the hosts and browsers call by themselves: descriptor, lifecycle, events, the page."""
