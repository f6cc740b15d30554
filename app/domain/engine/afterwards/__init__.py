"""Afterwards: later looks at ended runs, namely what was put back, and people before and after."""
