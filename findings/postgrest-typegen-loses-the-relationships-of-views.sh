#!/usr/bin/env bash
# A view of a served schema over a table of a private one is how PostgREST's documents recommend to build an API. PostgREST
# embeds by the foreign keys of that table, and types of the served schema are expected to say so.
# @supabase/postgrest-typegen 0.2.5 finds the relationship when it is asked for all schemas. Asked for the served one, as
# `supabase gen types --schema public` asks, it reads the foreign keys of tables in that schema alone: the view has none,
# and postgrest-js refuses to compile an embedding that works. (Here on PGlite, a PostgreSQL of npm.)
set -euo pipefail
. "$(dirname "$0")/server.sh"
npm install --silent --no-audit --no-fund @supabase/postgrest-typegen@0.2.5 @electric-sql/pglite@0.5.17 2>/dev/null
cat >run.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { introspect } from '@supabase/postgrest-typegen';
const client = new PGlite();
await client.exec(`CREATE SCHEMA private;
  CREATE TABLE users (id int PRIMARY KEY);
  CREATE TABLE private.notes (id int PRIMARY KEY, user_id int REFERENCES users);
  CREATE VIEW notes AS SELECT id, user_id FROM private.notes`);
const ofView = async (options) => {
  const { relationships } = await introspect({ query: (sql) => client.query(sql) }, options);
  return relationships.filter(({ schema, relation }) => schema === 'public' && relation === 'notes').length;
};
const seen = { all: await ofView({}), served: await ofView({ includedSchemas: ['public'] }) };
console.log('@supabase/postgrest-typegen 0.2.5, relationships of the view', seen);
process.exit(seen.all === 1 && seen.served === 0 ? 0 : 1);
JS
node --no-warnings run.mjs
