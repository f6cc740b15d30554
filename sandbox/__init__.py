"""A faithful local Atlassian: organization admin API, platform hosts, seeds and faults.

The sandbox is a rehearsal organization for admins and the test ground of the project. It speaks HTTP only and
must never import anything from `app` or `worker`: what it refuses, it refuses because Atlassian refuses it.
"""
