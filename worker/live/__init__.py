"""Reads at Atlassian directly before people are changed."""
