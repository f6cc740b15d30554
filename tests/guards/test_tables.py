"""Every table of the database: owned by a tenant or on a short list, and locked by PostgreSQL itself.

Asks the catalogue of a migrated database, not the models: what is there counts.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.db import Database
from app.models import Base, MailRecipient
from local.stores import Stores
from tests.api.ground import Office, open_office
from tests.api.stories import draft, give_back, lose_group, ordinary, people
from tests.ground.databases import Databases
from tests.ground.sandbox import SandboxClient
from worker.deliveries import deliver_due

NOBODYS = {"alembic_version", "processes", "tombstones", "used_install_tokens"}
"""Tables without an owner: which migration stands, which processes live, which tenants there were, and the hashes of
install tokens that were used."""
ROOT = "tenants"
CATALOGUE = sa.text("""
    select c.relname as name, c.relrowsecurity as is_secured, c.relforcerowsecurity as is_forced,
           pg_get_userbyid(c.relowner) = current_user as is_ours
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p')
""")
POLICIES = sa.text(
    "select tablename, permissive, roles::text, cmd, qual, with_check from pg_policies where schemaname = 'public'"
)
FOREIGN_KEYS = sa.text("""
    select c.relname as child, p.relname as parent,
           array(select a.attname::text from unnest(k.conkey) with ordinality u(n, i)
                 join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by u.i) as columns,
           array(select a.attname::text from unnest(k.confkey) with ordinality u(n, i)
                 join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n order by u.i) as targets
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid
    where k.contype = 'f' and k.connamespace = 'public'::regnamespace
""")
ROLE = sa.text("select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user")


@pytest.fixture(scope="module")
def office(databases: Databases, stores: Stores, sandbox_server: SandboxClient) -> Iterator[Office]:
    """Two tenants with rows in every table."""
    with open_office(databases, stores, sandbox_server) as office:
        for company in (office.acme, office.globex):
            anna = ordinary(company)[0]
            saved = office.ask("POST", "/filters", {"name": "One", "specification": people(anna)}, as_=company.admin)
            task = office.ask("POST", "/tasks", draft(saved["id"]), as_=company.admin)
            back = draft(saved["id"], {"type": "restore_user"}, name="Works against it")
            office.ask("POST", "/tasks", back, as_=company.admin)
            office.ask("POST", f"/tasks/{task['id']}/runs", as_=company.admin)
            exempt = f"/tasks/{task['id']}/exemptions/{ordinary(company)[1]}"
            office.ask("PUT", exempt, {"reason": "Leave"}, as_=company.admin)
            entry = {"kind": "user", "value": anna, "reason": "Founder"}
            office.ask("POST", "/protected", entry, as_=company.admin)
            give_back(office, company, anna)
            office.ask("POST", "/blackout-days", {"first_on": "2000-01-01"}, as_=company.admin)
            hook = {"kind": "webhook", "name": "Ours", "events": ["run.succeeded"], "url": "http://127.0.0.1:1/"}
            office.ask("POST", "/channels", hook, as_=company.admin)
            with office.database.tenant_session(company.tenant_id) as session:
                session.add(MailRecipient(tenant_id=company.tenant_id, address="ops@acme.example"))
        office.work()
        for company in (office.acme, office.globex):
            assert deliver_due(company.desk.context, company.tenant_id) == 1
            lose_group(company)
        yield office


def ask(office: Office, query: sa.TextClause) -> list[Any]:
    with office.database.system_session() as session:
        return list(session.execute(query))


def list_owned(office: Office) -> list[str]:
    """Names of all tables that belong to a tenant."""
    return sorted({row.name for row in ask(office, CATALOGUE)} - NOBODYS - {ROOT})


def test_every_table_is_owned_by_a_tenant_or_on_the_short_list(office: Office) -> None:
    owned = sa.text("""
        select table_name, is_nullable, data_type from information_schema.columns
        where table_schema = 'public' and column_name = 'tenant_id'
    """)
    columns = {row.table_name: (row.is_nullable, row.data_type) for row in ask(office, owned)}

    assert sorted(columns) == list_owned(office)
    assert set(columns.values()) == {("NO", "bigint")}
    assert len(columns) >= 20


def test_the_models_know_every_table_and_the_database_every_model(office: Office) -> None:
    assert {row.name for row in ask(office, CATALOGUE)} - {"alembic_version"} == set(Base.metadata.tables)


def test_row_level_security_is_on_and_binds_the_owner_of_the_tables_as_well(office: Office) -> None:
    tables = {row.name: row for row in ask(office, CATALOGUE)}

    for name in [ROOT, *list_owned(office)]:
        assert (tables[name].is_secured, tables[name].is_forced, tables[name].is_ours) == (True, True, True), name
    assert not any(tables[name].is_secured for name in NOBODYS)


def test_every_policy_is_the_same_one(office: Office) -> None:
    found: dict[str, list[Any]] = {}
    for row in ask(office, POLICIES):
        found.setdefault(row.tablename, []).append(row)

    assert sorted(found) == sorted([ROOT, *list_owned(office)])
    for name, policies in found.items():
        [policy] = policies
        column = "id" if name == ROOT else "tenant_id"
        assert (policy.permissive, policy.roles, policy.cmd) == ("PERMISSIVE", "{public}", "ALL"), name
        assert policy.qual.startswith(f"(({column} = "), name
        assert [policy.qual.count(f"'rollcall.{one}'") for one in ("tenant_id", "scope")] == [1, 1], name
        assert policy.with_check is None, name  # what may not be seen may not be written


def test_no_link_from_one_tenant_to_another_can_be_stored(office: Office) -> None:
    keys = ask(office, FOREIGN_KEYS)
    assert len(keys) >= 30

    for key in keys:
        if key.parent == ROOT:
            assert (key.columns, key.targets) == (["tenant_id"], ["id"]), key
        else:
            assert key.columns[0] == key.targets[0] == "tenant_id", key
            assert len(key.columns) >= 2, key
    assert {key.child for key in keys if key.parent == ROOT} == set(list_owned(office))


def test_every_key_of_an_owned_table_begins_with_its_tenant(office: Office) -> None:
    """Also that of an index: one tenant's rows never make another's name taken."""
    query = sa.text("""
        select c.relname as name, i.indisprimary as is_primary, a.attname as first,
               pg_get_indexdef(i.indexrelid) as definition
        from pg_index i join pg_class c on c.oid = i.indrelid
        left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where c.relnamespace = 'public'::regnamespace and i.indisunique
    """)
    owned = set(list_owned(office))
    across = {row.definition for row in ask(office, query) if row.name in owned and row.first != "tenant_id"}

    # Which installation a token is of has to be found out before the tenant is known, as whose question a link is of;
    # an organization has one owner.
    tables = sorted(definition.partition(" ON public.")[2].split()[0] for definition in across)
    assert tables == ["installations", "mail_recipients", "organization_credentials"]
    assert {row.name for row in ask(office, query) if row.is_primary and row.first == "tenant_id"} == owned


def test_the_apps_role_cannot_step_over_row_level_security(office: Office) -> None:
    [role] = ask(office, ROLE)

    assert (role.rolsuper, role.rolbypassrls, role.rolcreaterole) == (False, False, False)


def count_rows(database: Database, names: list[str], settings: dict[str, str]) -> dict[str, int]:
    """Rows of each table that a connection with these settings of `rollcall.` sees."""
    with database.engine.connect() as connection, connection.begin():
        for name, value in settings.items():
            connection.execute(
                sa.text("select set_config(:name, :value, true)"), {"name": f"rollcall.{name}", "value": value}
            )
        return {name: connection.execute(sa.text(f"select count(*) from {name}")).scalar_one() for name in names}


@pytest.mark.parametrize(
    "settings",
    [{}, {"tenant_id": ""}, {"tenant_id": "", "scope": ""}, {"scope": "System"}, {"tenant_id": "0"}],
    ids=str,
)
def test_a_session_that_names_no_tenant_sees_no_row_of_any_table(settings: dict[str, str], office: Office) -> None:
    names = [ROOT, *list_owned(office)]

    assert set(count_rows(office.database, names, settings).values()) == {0}


def test_a_tenants_session_sees_its_own_rows_and_no_others(office: Office) -> None:
    names = list_owned(office)
    everything = count_rows(office.database, names, {"scope": "system"})
    # A complete sync removes what it kept of its pages, and the notes of changes when it has built the sets.
    assert {name for name, rows in everything.items() if rows == 0} <= {"sync_pages", "sync_walks", "directory_changes"}
    seen = {}

    for company in (office.acme, office.globex):
        with office.database.tenant_session(company.tenant_id) as session:
            owners = {
                name: {row[0] for row in session.execute(sa.text(f"select distinct tenant_id from {name}"))}
                for name in names
            }
            assert session.scalars(sa.text(f"select id from {ROOT}")).all() == [company.tenant_id]
        assert {name for name, ids in owners.items() if ids - {company.tenant_id}} == set()
        seen[company.tenant_id] = count_rows(office.database, names, {"tenant_id": str(company.tenant_id)})
    for name in names:
        assert sum(counts[name] for counts in seen.values()) == everything[name], name


def test_a_tenants_session_is_never_in_the_system_scope(office: Office) -> None:
    """Not even on a connection that worked for the system a moment ago."""
    assert ask(office, ROLE)
    with office.database.tenant_session(office.acme.tenant_id) as session:
        scope = session.scalar(sa.text("select current_setting('rollcall.scope', true)"))

    assert scope == ""


def test_nothing_is_written_changed_or_removed_over_the_fence(office: Office) -> None:
    mine, theirs = office.acme.tenant_id, office.globex.tenant_id
    before = count_rows(office.database, [ROOT, *list_owned(office)], {"scope": "system"})

    for name in [ROOT, *list_owned(office)]:
        column = "id" if name == ROOT else "tenant_id"
        with office.database.tenant_session(mine) as session:
            for statement in (
                f"update {name} set {column} = {column} where {column} = :theirs",
                f"delete from {name} where {column} = :theirs",
            ):
                assert session.execute(sa.text(statement), {"theirs": theirs}).rowcount == 0, name  # type: ignore[attr-defined]
    for statement in (
        "insert into audit_entries (tenant_id, event) values (:theirs, 'forged')",
        "update saved_filters set tenant_id = :theirs",
        "insert into tenants default values",
    ):
        with pytest.raises(DBAPIError, match="row-level security"), office.database.tenant_session(mine) as session:
            session.execute(sa.text(statement), {"theirs": theirs})
    assert count_rows(office.database, [ROOT, *list_owned(office)], {"scope": "system"}) == before


def test_a_task_cannot_hold_another_tenants_filter_even_for_the_system(office: Office) -> None:
    foreign = office.ask("GET", "/filters", as_=office.globex.admin)["items"][0]["id"]
    statement = sa.text("update tasks set filter_id = :foreign where tenant_id = :mine")

    with pytest.raises(DBAPIError, match="foreign key"), office.database.system_session() as session:
        session.execute(statement, {"foreign": foreign + 1_000_000, "mine": office.acme.tenant_id})
    with pytest.raises(DBAPIError, match="foreign key"), office.database.system_session() as session:
        session.execute(statement, {"foreign": foreign, "mine": office.acme.tenant_id})
