"""The Forge host: invocation tokens, the remote proxy, triggers with retries, and Custom UI under its real policy.

Follows platform contract 4 and 9.3.  What Forge itself would run (functions) is not played here: this host serves
apps whose backend is a remote.
"""
