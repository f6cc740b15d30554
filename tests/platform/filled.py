"""Addresses of routes whose rules have places to fill."""


def fill(rule: str) -> str:
    return rule.replace("<path:name>", "index-Ab12_-Zz.js")
