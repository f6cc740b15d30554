"""Rules of notifications: events, messages, and events that wait to be settled."""
