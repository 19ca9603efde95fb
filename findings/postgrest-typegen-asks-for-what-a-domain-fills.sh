#!/usr/bin/env bash
# A column that the server fills by itself is expected to be optional in the types of an insert, and a domain to be what it is
# over. @supabase/postgrest-typegen 0.2.5 knows the default of a column and not that of its domain, so `Insert` asks for a value
# that nobody need give. A domain over a domain, and any domain that a function takes or gives, is `unknown`. (Here on
# PGlite, a PostgreSQL of npm.)
set -euo pipefail
. "$(dirname "$0")/server.sh"
npm install --silent --no-audit --no-fund @supabase/postgrest-typegen@0.2.5 @electric-sql/pglite@0.5.17 2>/dev/null
cat >run.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { generateTypescript, introspect, sortGeneratorMetadata } from '@supabase/postgrest-typegen';
const client = new PGlite();
await client.exec(`CREATE DOMAIN counted AS int DEFAULT 0 NOT NULL;
  CREATE DOMAIN email AS text; CREATE DOMAIN work_email AS email;
  CREATE TABLE users (id int PRIMARY KEY, visits counted, mail work_email);
  CREATE FUNCTION domain_of(mail email) RETURNS text LANGUAGE sql AS $$SELECT split_part(mail, '@', 2)$$;
  INSERT INTO users (id) VALUES (1)`);
const [{ visits }] = (await client.query('SELECT visits FROM users')).rows;
const facts = await introspect({ query: (sql) => client.query(sql) }, { includedSchemas: ['public'] });
const text = await generateTypescript(sortGeneratorMetadata(facts), { format: async (code) => code });
const insert = /Insert: \{([^}]*)\}/.exec(text)?.[1] ?? '';
const seen = {
  filled: visits,
  insert: /"visits"\??: [^,\n]*/.exec(insert)?.[0],
  row: /"mail"\??: [^,\n]*/.exec(text)?.[0],
  args: /"domain_of":\s*\{ Args: (\{[^}]*\})/.exec(text)?.[1],
};
console.log('@supabase/postgrest-typegen 0.2.5', seen);
const isSo = seen.filled === 0 && seen.insert === '"visits": number' && seen.row === '"mail": unknown' && /"mail": unknown/.test(seen.args ?? '');
process.exit(isSo ? 0 : 1);
JS
node --no-warnings run.mjs
