"""What leaves the app for addresses that an admin chose: webhooks and email. Knows no tenant and no table."""
