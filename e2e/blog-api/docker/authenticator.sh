# Run by the postgres image when it makes the database: the role that PostgREST logs in as, with its password.
# Everything else about the roles is in sql/functions/auth.sql.
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set ON_ERROR_STOP=1 \
  --set password="$AUTHENTICATOR_PASSWORD" <<'SQL'
CREATE ROLE authenticator LOGIN NOINHERIT PASSWORD :'password';
SQL
