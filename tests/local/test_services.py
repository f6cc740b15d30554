"""Rollcall's processes on one machine, as they are told to the supervisor."""

import signal

from app.settings import Settings
from local.keys import make_encryption_keys
from local.services import build_environment, build_migration, build_services
from local.settings import LocalSettings

LOCAL = LocalSettings.from_env({"PORT": "9001", "SANDBOX_PORT": "9002", "DATA_DIR": "/data"})
STORES = {
    "DATABASE_URL": "postgresql+psycopg://rollcall@/rollcall?host=/data",
    "REDIS_URL": "unix:///data/redis.sock",
    "ENCRYPTION_KEYS": make_encryption_keys(),
}


def test_the_processes_are_those_of_a_deployment_and_the_sandbox() -> None:
    names = [program.name for program in build_services(LOCAL, {})]
    assert names == ["sandbox", "web", "worker-1", "worker-2", "scheduler"]


def test_they_stop_from_the_scheduler_to_the_sandbox_and_the_stores_come_last() -> None:
    ranks = {program.name: program.stop_rank for program in build_services(LOCAL, {})}
    assert ranks["scheduler"] > ranks["worker-1"] == ranks["worker-2"] > ranks["web"] > ranks["sandbox"]
    assert ranks["sandbox"] > 1, "Redis has rank 1, PostgreSQL has rank 0"


def test_a_worker_has_the_time_to_end_its_slice() -> None:
    graces = {program.name: program.grace_seconds for program in build_services(LOCAL, {})}
    assert graces["worker-1"] > 60


def test_what_may_wait_for_stores_that_are_gone_is_killed_with_the_supervisor() -> None:
    deaths = {program.name: program.death_signal for program in build_services(LOCAL, {})}
    assert [name for name, death in deaths.items() if death is signal.SIGKILL] == [
        "worker-1",
        "worker-2",
        "scheduler",
    ]


def test_web_and_sandbox_listen_on_the_chosen_ports_of_loopback() -> None:
    programs = {program.name: " ".join(program.argv) for program in build_services(LOCAL, {})}
    assert "--bind 127.0.0.1:9001 wsgi:app" in programs["web"]
    assert "sandbox serve --port 9002 --data /data/sandbox --seed rehearsal" in programs["sandbox"]


def test_the_migration_goes_to_the_newest_one() -> None:
    assert build_migration({}).argv[1:] == ("-m", "alembic", "upgrade", "head")


def test_the_app_reads_from_its_environment_where_everything_is() -> None:
    settings = Settings.from_env(build_environment(LOCAL, STORES, {}))
    assert settings.base_url == "http://127.0.0.1:9001"
    assert settings.atlassian_api_base == "http://127.0.0.1:9002"
    assert settings.connect_keys_url == "http://127.0.0.1:9002/keys"
    assert settings.connect_script_url == "http://127.0.0.1:9002/connect/all.js"
    assert settings.frame_ancestors == ("http://127.0.0.1:9002", "http://*.localhost:9002")
    assert settings.database_url == STORES["DATABASE_URL"]
    assert not settings.is_production


def test_variables_for_production_in_the_operators_shell_do_not_reach_the_processes() -> None:
    shell = {
        "ENV": "production",
        "ATLASSIAN_API_BASE": "https://api.atlassian.com",
        "BASE_URL": "https://x.example",
    }
    environment = build_environment(LOCAL, STORES, shell)
    assert environment["ENV"] == "development"
    assert environment["ATLASSIAN_API_BASE"] == "http://127.0.0.1:9002"
    assert environment["BASE_URL"] == "http://127.0.0.1:9001"


def test_the_operators_log_level_and_path_reach_the_processes() -> None:
    environment = build_environment(LOCAL, STORES, {"LOG_LEVEL": "DEBUG", "PATH": "/bin"})
    assert environment["LOG_LEVEL"] == "DEBUG"
    assert environment["PATH"] == "/bin"
