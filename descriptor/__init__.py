"""Describes the app to Atlassian: builds `atlassian-connect.json` from one description and checks it."""
