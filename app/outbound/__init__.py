"""Outbound: webhooks and email to addresses that an admin chose. Knows no tenant and no table."""
