"""How the web server meets slow clients: a thread gets a request when it is whole, and never waits to send."""
