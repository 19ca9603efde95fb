import { execFileSync } from 'node:child_process';
import { needingPgDump } from '../servers/pg-dump';
import { useServer } from '../servers/use-database';
import { changesOfForms, compareChanges } from './compare-changes';
import { readDdlForms } from './ddl-forms';
import { readProgram } from './dump-schema';
import { makeComparedBase } from './see-changed';

const { forms, commands } = readDdlForms();

/** CI gives the pg_dump of 18; elsewhere it is this machine's. */
const command = process.env.PGRESTIFY_COMPARED_PG_DUMP ?? 'pg_dump';

/** One form of each tenth line; `npm run compare:pg-dump` makes all of them on each major. */
const seenLines = [...new Set(forms.flatMap(({ line, mark }) => (mark === 'seen' ? [line] : [])))];
const sample = seenLines
  .filter((_, place) => place % 10 === 0)
  .flatMap((line) => forms.filter((form) => form.line === line).slice(-1));

it('names every command, with forms or with the reason for none', () => {
  expect(new Set(commands).size).toBe(commands.length);
  expect(forms.filter(({ sql }) => /[{}]/.test(sql))).toEqual([]);
  expect(forms.length).toBeGreaterThan(1000);
});

needingPgDump(describe)('beside pg_dump', () => {
  const major = process.env.PGRESTIFY_COMPARED_PG_DUMP === undefined ? 15 : 18;
  const server = useServer({ major });

  it('has all commands of psql that change a schema', async () => {
    const url = `postgresql://${server.user}:${server.password}@${server.host}:${server.port}/postgres`;
    const help = execFileSync('psql', [url, '-Xc', '\\h *'], { encoding: 'utf8' });
    const known = [...help.matchAll(/^Command: +(.+)$/gm)].map(([, name = '']) => name);
    const ddl = known.filter((text) =>
      /^(ALTER|CREATE|DROP|COMMENT|GRANT|REVOKE|SECURITY|REASSIGN|IMPORT|SELECT INTO)/.test(text),
    );
    expect(ddl.length).toBeGreaterThan(100);
    expect(ddl.filter((text) => !commands.includes(text))).toEqual([]);
  });

  it('the snapshot sees what it sees, of one form of each tenth line', async () => {
    await makeComparedBase(server);
    const comparison = await compareChanges(server, await readProgram(command), changesOfForms(sample));
    expect(comparison).toMatchObject({ missed: [], wrong: [] });
    expect(comparison.seen).toBe(comparison.compared);
    expect(comparison.seen).toBeGreaterThan(15);
  });
});
