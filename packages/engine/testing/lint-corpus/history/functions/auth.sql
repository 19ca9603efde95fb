-- Repeatable. Who calls: roles of the API, and functions over the claims of a request's JWT.
-- PostgREST logs in as authenticator and takes, for each request, the role that the JWT's claim "role" names, or anon.

-- Roles belong to the whole server, and migrations of another of its databases may make them at the same moment
-- (advisory locks do not help: each database has its own). So whoever comes second takes what the first made.
DO $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT *
    FROM (VALUES
      ('anon', 'NOLOGIN NOINHERIT'),
      ('authenticated', 'NOLOGIN NOINHERIT'),
      ('admin', 'NOLOGIN INHERIT'),
      ('authenticator', 'LOGIN NOINHERIT') -- give it a password: ALTER ROLE authenticator PASSWORD '…'
    ) AS role (name, attributes)
  LOOP
    CONTINUE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name);
    BEGIN
      EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.attributes);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL; -- made by the other one, just now
    END;
  END LOOP;

  FOR wanted IN
    SELECT *
    FROM (VALUES
      ('anon', 'authenticator'),
      ('authenticated', 'authenticator'),
      ('authenticated', 'admin'),
      ('admin', 'authenticator')
    ) AS membership (name, member)
  LOOP
    CONTINUE WHEN EXISTS (
      SELECT FROM pg_auth_members
      WHERE roleid = wanted.name::regrole AND member = wanted.member::regrole
    );
    -- A role of that name may be there for another purpose; requests must not get its powers.
    IF EXISTS (
      SELECT FROM pg_roles
      WHERE rolname = wanted.name
        AND (rolsuper OR rolcanlogin OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)
    ) THEN
      RAISE WARNING 'The role % can do more than an API role should: it is not granted to %', wanted.name, wanted.member;
      CONTINUE;
    END IF;
    BEGIN
      EXECUTE format('GRANT %I TO %I', wanted.name, wanted.member);
    EXCEPTION WHEN unique_violation THEN
      NULL;
    END;
  END LOOP;
END;
$$;

CREATE SCHEMA IF NOT EXISTS auth;

-- After a request the setting is an empty string and not null: both mean that nobody is signed in.
CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT nullif(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub', '')::uuid
$$;

CREATE OR REPLACE FUNCTION auth.role() RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT nullif(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role', '')
$$;

GRANT USAGE ON SCHEMA auth, public TO anon, authenticated;
GRANT EXECUTE ON FUNCTION auth.uid(), auth.role() TO anon, authenticated;
