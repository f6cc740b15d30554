"""Picker choices for filters and actions: groups, apps, sites, domains, roles of the mirror."""

from app.directory.searching.search import list_apps, list_email_domains, list_groups, list_roles, list_sites

__all__ = ["list_apps", "list_email_domains", "list_groups", "list_roles", "list_sites"]
