import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { shadowStopped } from '../../../testing/processes/shadow-stopped';
import { createTestProject, type TestProject } from '../../../testing/projects/test-project';
import fc from '../../../testing/properties';
import type { ValidateResult } from '../../checks/validate-result';

/** Nobody listens there: validate asks no database of the user's. */
const nowhere = { host: '127.0.0.1', port: 1, user: 'nobody', password: '', database: 'shop' };

const migrationCount = 12;

type Content = (number: number) => readonly [up: string, down: string | undefined];

const sound: readonly Content[] = [
  (n) => [`CREATE TABLE t${n} (a int, b int)`, `DROP TABLE t${n}`],
  (n) => [`CREATE TABLE t${n} (a bigint)`, `DROP TABLE t${n}`],
  (n) => [`CREATE TABLE t${n} ()`, undefined],
  (n) => [`CREATE ROLE r${n}`, `DROP ROLE r${n}`],
  () => ['ALTER TABLE start DROP COLUMN a', 'ALTER TABLE start ADD COLUMN a int'],
  // Data is not part of a snapshot, but scripts can tell how often others ran.
  () => ['INSERT INTO start (b) VALUES (1)', 'SELECT 1'],
  // These take effect with the next connection, or the next start of the server.
  () => ['ALTER DATABASE shop SET search_path = elsewhere, public', 'ALTER DATABASE shop RESET search_path'],
  () => ["ALTER SYSTEM SET default_tablespace = 'nowhere'", 'ALTER SYSTEM RESET ALL'],
];

/** Wrong in ways that other scripts notice, or that depend on what ran before. */
const wrong: readonly Content[] = [
  (n) => [`CREATE TABLE t${n} ()`, 'SELECT 1'],
  (n) => [`CREATE TABLE t${n} ()`, `DROP TABLE t${n}; CREATE TABLE left_by_${n} ()`],
  (n) => [`CREATE TABLE t${n} ()`, 'DROP TABLE nothing'],
  (n) => [
    `CREATE TABLE t${n} (v int); CREATE INDEX CONCURRENTLY ON t${n} (v)`,
    `DROP TABLE t${n}; VACUUM; SELECT 1 / 0`,
  ],
  (n) => [`CREATE ROLE r${n}`, 'SELECT 1'],
  (n) => [`CREATE TABLE t${n} AS SELECT current_setting('search_path')`, 'SELECT 1 / 0'],
  (n) => [`DO $$ BEGIN EXECUTE 'CREATE TABLE c' || (SELECT count(*) FROM start) || '_${n} ()'; END $$`, 'SELECT 1'],
  () => ["DO $$ BEGIN RAISE '% rows', (SELECT count(*) FROM start); END $$", undefined],
];
const contents = [...sound, ...wrong];

type Edit =
  | { readonly of: 'migration'; readonly number: number; readonly content: number }
  | { readonly of: 'before' | 'after'; readonly text: string };

const migrationEdit = (numbers: { readonly min: number; readonly max: number }, choices: readonly Content[]) =>
  fc.record({
    of: fc.constant('migration' as const),
    number: fc.integer(numbers),
    content: fc.nat(choices.length - 1),
  });
const scriptEdit = (of: 'before' | 'after', ...texts: readonly string[]) =>
  fc.record({ of: fc.constant(of), text: fc.constantFrom(...texts) });
const soundScripts = [
  'CREATE TABLE IF NOT EXISTS more ()',
  'CREATE TABLE IF NOT EXISTS start (a int, b int); INSERT INTO start VALUES (1, 1)',
];

/** The newest ones are edited most often and may be wrong; what is older stays sound, or nothing would be kept. */
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 6, arbitrary: migrationEdit({ min: migrationCount, max: migrationCount + 2 }, contents) },
  { weight: 1, arbitrary: migrationEdit({ min: 2, max: migrationCount }, sound) },
  { weight: 1, arbitrary: scriptEdit('before', ...soundScripts) },
  { weight: 1, arbitrary: scriptEdit('after', ...soundScripts, 'CREATE TABLE once ()') },
);

const projects: TestProject[] = [];
afterEach(async () => {
  for (const { settings, dispose } of projects.splice(0)) {
    await shadowStopped(settings.workspacePath);
    dispose();
  }
});

it('finds with kept states what it finds without any, whatever is edited', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 4, maxLength: 4 }), async (edits) => {
      const [keeping, forgetting] = [soundProject(), soundProject()];
      await keeping.validate();
      for (const one of edits) {
        apply(one, keeping);
        apply(one, forgetting);
        const statesPath = join(forgetting.settings.projectRootPath, '.pgrestify', 'shadow-18', 'validated');
        rmSync(statesPath, { recursive: true, force: true });
        const [kept, fresh] = await Promise.all([keeping.validate(), forgetting.validate()]);
        expect(verdict(kept)).toEqual(verdict(fresh));
      }
    }),
    { numRuns: 1, endOnFailure: true },
  );
});

function soundProject(): TestProject {
  const project = createTestProject(nowhere);
  projects.push(project);
  project.migration('001', 'CREATE TABLE IF NOT EXISTS start (a int, b int)', 'DROP TABLE start');
  for (let number = 2; number <= migrationCount; number += 1) apply({ of: 'migration', number, content: 0 }, project);
  return project;
}

function apply(change: Edit, project: TestProject): void {
  switch (change.of) {
    case 'migration': {
      const id = String(change.number).padStart(3, '0');
      const [up, down] = contents[change.content]?.(change.number) ?? ['', undefined];
      rmSync(join(project.settings.migrationsPath, id), { recursive: true, force: true });
      project.migration(id, up, down);
      return;
    }
    case 'before':
      project.write('schemas/01.sql', change.text);
      return;
    case 'after':
      project.write('repeatable/01.sql', change.text);
  }
}

/** What a run says, but for how long it took. */
function verdict({ outcome, findings, checks }: ValidateResult): unknown {
  return { outcome, findings, checks: checks.map((check) => ({ ...check, durationMs: undefined })) };
}
