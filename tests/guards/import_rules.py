"""Who may import whom, as data. A new package or a new dependency is a row here, with its reason."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """What the modules of one package may import; the longest matching package decides."""

    package: str
    ours: tuple[str, ...]
    """Our packages besides itself; a prefix stands for everything below it."""
    third: tuple[str, ...] = ()
    """Third-party modules or names; a prefix stands for everything below it."""


RULES = (
    # Pure rules: the standard library only, and of that nothing in DOMAIN_NEVER.
    Rule("app.domain", ()),
    # OpenTelemetry is imported when an operator asks for traces, and by nobody else.
    Rule("app.traces", ("app.settings_checks",), ("opentelemetry",)),
    # Threads that carry what is bound for logs and traces.
    Rule("app.threads", ()),
    # Whose certificates every outgoing call believes.
    Rule("app.trust", (), ("certifi", "requests")),
    Rule("app.rehearsal", ("app.logs", "app.trust"), ("requests",)),
    Rule("app.atlassian", ("app.logs", "app.trust", "app.traces"), ("urllib3", "redis")),
    # Signs its call to a Connect site with the library that the host verifies with.
    Rule("app.atlassian.privacy", ("app.logs", "app.trust"), ("requests", "atlassian_jwt")),
    # What leaves for addresses that an admin chose: the standard library's clients, pinned and bounded.
    Rule("app.outbound", ("app.domain.faults", "app.domain.mistakes", "app.trust", "app.logs", "app.threads")),
    Rule("app.models", ("app.db", "app.crypto", "app.domain", "app.logs"), ("sqlalchemy",)),
    Rule(
        "app.directory",
        ("app.models", "app.atlassian", "app.domain", "app.db", "app.logs", "app.threads"),
        ("sqlalchemy",),
    ),
    Rule(
        "app.services",
        (
            "app.models",
            "app.domain",
            "app.directory",
            "app.db",
            "app.crypto",
            "app.logs",
            "app.traces",
            # Rules and values, nothing that sends.
            "app.outbound.answers",
            "app.outbound.signatures",
            "app.outbound.targets",
        ),
        ("sqlalchemy",),
    ),
    Rule(
        "app.platform",
        (
            "app.services.tenancy.tenants",
            "app.services.notices.recipients",  # the page behind the link of a question by email
            "app.services.tenancy.install_tokens",
            "app.services.tenancy.forge_tenants",
            "app.services.tenancy.account_reports",  # the heartbeat brings the token of the report
            "app.services.tenancy.access",  # the guards ask it for a person's rights
            "app.services.tenancy.authority",  # and it has the words for what belongs to organization admins
            "app.domain.rights",
            "app.services.tenancy.organization",  # the page differs before a key is stored
            "app.domain.errors",
            "app.settings",
            "app.logs",
            "app.traces",
            "app.crypto",
            "app.trust",
        ),
        ("flask", "werkzeug", "jwt", "atlassian_jwt", "cryptography", "requests"),
    ),
    # Of the stores only the names of their troubles: a store that is away is told apart from a fault of ours.
    Rule(
        "app.platform.answers.problems",
        ("app.domain.errors", "app.logs", "app.platform.answers.refusal_pages", "app.db.is_lock_timeout"),
        (
            "flask",
            "werkzeug",
            "psycopg.errors.QueryCanceled",
            "psycopg.errors.IdleInTransactionSessionTimeout",
            "redis.RedisError",
            "sqlalchemy.exc",
        ),
    ),
    Rule("app.platform.answers.progress", ("app.logs",), ("redis",)),
    Rule("app.platform.limits.shared_budgets", ("app.platform.limits.throttle", "app.logs"), ("redis",)),
    Rule(
        "app.api",
        (
            *("app.platform.limits.bounds", "app.platform.guards"),
            *("app.platform.answers.problems", "app.platform.answers.progress"),
            *("app.services", "app.domain", "app.logs"),
            *("app.db.TenantSession", "app.db.SystemSession"),
        ),
        # Of SQLAlchemy only the type of what is handed on to the services.
        ("flask", "werkzeug", "pydantic", "spectree", "sqlalchemy.orm.Session"),
    ),
    Rule("app.serving", ("app.logs",), ("gunicorn",)),
    Rule("app.db", ("app.db_silence",), ("sqlalchemy", "psycopg")),
    # Takes the place of the driver's own wait, below what SQLAlchemy sees.
    Rule("app.db_silence", (), ("psycopg",)),
    Rule("app.crypto", (), ("cryptography",)),
    Rule("app.counters", ("app.atlassian", "app.logs"), ("redis",)),
    Rule("app.logs", (), ("structlog",)),
    Rule("app.settings", ("app.settings_checks", "app.crypto")),
    Rule("app.settings_checks", ()),
    Rule(
        "worker",
        (
            "app.services",
            "app.directory",
            "app.domain",
            "app.atlassian",
            "app.outbound",
            "app.counters",
            "app.examination",
            "app.examination_reading",
            "app.models",
            "app.db",
            "app.settings",
            "app.logs",
            "app.traces",
            "app.threads",
        ),
        ("rq", "redis", "sqlalchemy"),
    ),
    # Of pydantic only its JSON encoder: a page of users is 180 KB.
    Rule("sandbox", (), ("flask", "werkzeug", "jwt", "cryptography", "gunicorn", "pydantic_core.to_json")),
    Rule("descriptor", (), ("werkzeug",)),
    Rule("migrations", ("app.models", "app.db", "app.settings"), ("alembic", "sqlalchemy")),
    Rule("local", ("descriptor",), ("psycopg", "redis")),
    # Versions of PyPI are compared by the rules of PyPI; a tool of developers, as it is itself.
    Rule("local.checks.advisories", ("local",), ("packaging",)),
)

COMPOSITION_ROOTS = {
    "app": "has no code",
    "wsgi": "the web process",
    "app.composition": "create_app() puts the web parts together",
    "app.health": "asks each store whether it answers",
    "app.metrics": "asks each store for its figures",
    "app.examination": "reads what the doctor judges, for the web process and for the command",
    "app.examination_reading": "the questions of the doctor, one by one",
    "app.atlassian_gateway": "gives the services the few calls that a web request waits for",
    "app.platform.context": "what the edge shares, made once by create_app()",
    "app.api.context": "what the routes share, made once by create_app()",
    "app.api.openapi": "writes the document of the application that create_app() makes",
    "worker.__main__": "the worker process",
    "worker.scheduler": "the scheduler process",
    "worker.verify": "the process that proves a log",
    "worker.context": "what a job needs, made once in each process",
}
"""Modules that may import any part of `app` and any dependency: they put the parts together."""

NEVER = {
    "app": ("sandbox", "local", "worker", "tests", "bench"),
    "worker": ("sandbox", "local", "tests", "bench", "app.api", "app.platform", "flask"),
    "sandbox": ("app", "worker", "local", "tests", "bench"),
    "local": ("app", "worker", "sandbox", "tests", "bench"),
    "wsgi": ("sandbox", "local", "worker", "tests", "bench"),
}
"""What even a composition root of a package may not import."""

DOMAIN_NEVER = frozenset(
    {
        *("asyncio", "glob", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets"),
        *("select", "shutil", "signal", "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading"),
        *("time", "urllib"),
    }
)
"""Clock, environment and I/O of the standard library."""

READS_ENVIRONMENT = {
    "app.settings": "the one place of the app and its workers",
    "worker.probe": "the port is the web server's own variable",
}
"""Modules of app/, worker/ and migrations/ that may read `os.environ`."""
