"""Entry points of hosts and browsers: descriptor, lifecycle, events, the page."""
