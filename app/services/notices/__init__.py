"""Notifications: channels, recipients, deliveries, and the Dashboard's list of unsettled events."""
