"""Installations and their tenants: the organization, who may do what, settings, quotas, and the end."""
