#!/bin/sh
# Run once by the PostgreSQL image on an empty data folder: two roles and the database.
# `rollcall_owner` owns the tables and runs migrations; `rollcall` is the app's, bound by row-level security, and can
# neither change a table nor switch a policy off.
set -eu
secrets=${SECRETS:-/run/secrets}
owner_password=$(cat "$secrets/database_owner_password")
app_password=$(cat "$secrets/database_password")
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner_password="$owner_password" --set app_password="$app_password" <<'SQL'
CREATE ROLE rollcall_owner LOGIN PASSWORD :'owner_password' NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
CREATE ROLE rollcall LOGIN PASSWORD :'app_password' NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
CREATE DATABASE rollcall OWNER rollcall_owner;
\connect rollcall
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO rollcall_owner;
GRANT USAGE ON SCHEMA public TO rollcall;
ALTER DEFAULT PRIVILEGES FOR ROLE rollcall_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO rollcall;
-- A large plan is analyzed before it is carried out. Before PostgreSQL 17 only the owner may; autovacuum does it then.
SELECT current_setting('server_version_num')::int >= 170000 AS can_maintain \gset
\if :can_maintain
ALTER DEFAULT PRIVILEGES FOR ROLE rollcall_owner IN SCHEMA public GRANT MAINTAIN ON TABLES TO rollcall;
\endif
ALTER DEFAULT PRIVILEGES FOR ROLE rollcall_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO rollcall;
ALTER DEFAULT PRIVILEGES FOR ROLE rollcall_owner IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO rollcall;
SQL
