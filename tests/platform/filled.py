"""Budgets of an address that are used up."""


def fill(rule: str) -> str:
    return rule.replace("<path:name>", "index-Ab12_-Zz.js")
