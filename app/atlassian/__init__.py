"""Atlassian's organization admin API: transport, shared throttle, one method per endpoint, records and errors.

Knows nothing about tenants, the mirror or rules. Every failure leaves as an `AtlassianError`.
"""
