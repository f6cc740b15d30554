"""Attack mode: every case of the platform contract's test catalogue (section 8) that a sender can fire, by name.

Each case says what it sends and what a sound app answers.  Cases aim only at the app that is installed here; those
that change state do it to tenants of their own, which they remove again.
"""
