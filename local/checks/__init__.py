"""Looks at what is pinned and deployed: known holes, parts, the rules of Atlassian."""
