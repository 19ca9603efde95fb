import { stepFunctionsSql } from './step-functions';

/** Version of the tables below; a newer one in a database is refused, an older one is upgraded under the lock. */
export const layoutVersion = 1;

/** The comment by which the schema is recognised as ours, and its layout. */
export const layoutComment = `pgrestify history, layout ${layoutVersion}`;

/** Layout of the schema with that comment; undefined for a schema that is not ours. */
export function parseLayoutComment(comment: string | null): number | undefined {
  const match = /^pgrestify history, layout (\d+)$/.exec(comment ?? '');
  return match ? Number(match[1]) : undefined;
}

/** Texts longer than this are not stored with a migration; a note says so. */
export const maxStoredTextBytes = 1024 * 1024;

/**
 * Creates the history: one message, run once under the run lock. A DBA may run it beforehand and grant USAGE on the
 * schema and SELECT, INSERT, UPDATE, DELETE on its tables to the migrating role, or make an empty schema that this role
 * owns. (CREATE SCHEMA IF NOT EXISTS asks for the right to create one even when it is there.)
 */
export const createHistorySql = `DO $schema$ BEGIN
  IF pg_catalog.to_regnamespace('pgrestify') IS NULL THEN CREATE SCHEMA pgrestify; END IF;
END $schema$;
COMMENT ON SCHEMA pgrestify IS '${layoutComment}';

-- Current state: one row per project, target and script.
CREATE TABLE pgrestify.migrations (
  project text NOT NULL,
  target text NOT NULL DEFAULT '',
  id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('versioned', 'repeatable')),
  version text,
  checksum text NOT NULL,
  checksum_algorithm smallint NOT NULL DEFAULT 1,
  down_checksum text,
  outcome text NOT NULL CHECK (outcome IN ('applied', 'failed')),
  units_done integer NOT NULL DEFAULT 0,
  units_total integer NOT NULL DEFAULT 0,
  unit_started integer,
  failed_direction text CHECK (failed_direction IN ('up', 'down')),
  applied_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  applied_order bigint GENERATED ALWAYS AS IDENTITY,
  duration_ms bigint NOT NULL,
  applied_by text NOT NULL DEFAULT SESSION_USER,
  engine_version text NOT NULL,
  git_commit text,
  run_id uuid NOT NULL,
  up_text text,
  down_text text,
  text_note text,
  irreversible text,
  PRIMARY KEY (project, target, id)
);

-- Every attempt; rows are only added.
CREATE TABLE pgrestify.migration_events (
  event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  project text NOT NULL,
  target text NOT NULL DEFAULT '',
  run_id uuid NOT NULL,
  action text NOT NULL,
  id text,
  outcome text NOT NULL,
  duration_ms bigint,
  executed_by text NOT NULL DEFAULT SESSION_USER,
  message text,
  error_code text
);

CREATE INDEX migration_events_failed ON pgrestify.migration_events (project, target, id, event_id) WHERE outcome = 'failed';

-- Which environment of which project this database belongs to.
CREATE TABLE pgrestify.environment (
  project text NOT NULL,
  target text NOT NULL DEFAULT '',
  environment text NOT NULL,
  stamped_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  PRIMARY KEY (project, target)
);

-- Ends a transaction that found another state than its plan expected.
CREATE FUNCTION pgrestify.refuse(code text, reason text) RETURNS boolean LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $refuse$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'PGR01', MESSAGE = reason, DETAIL = code;
END
$refuse$;
-- USAGE on the schema says who may: a database may give functions to nobody by default.
GRANT EXECUTE ON FUNCTION pgrestify.refuse(text, text) TO PUBLIC;

${stepFunctionsSql}`;
