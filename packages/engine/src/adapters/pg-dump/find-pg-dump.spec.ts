import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { makeTemporaryFolder } from '../../../testing/test-run/temporary-folder';
import { findPgDump } from './find-pg-dump';

let folderPath: string;
beforeEach(() => {
  folderPath = makeTemporaryFolder('programs');
});
afterEach(() => rmSync(folderPath, { recursive: true, force: true }));

/** A folder with programs that say they are of that version; those that are named. */
function bin(name: string, version: string, programs: readonly string[] = ['pg_dump', 'pg_restore']): string {
  const path = join(folderPath, name);
  mkdirSync(path);
  for (const program of programs) {
    writeFileSync(join(path, program), `#!/bin/sh\necho "${program} (PostgreSQL) ${version}"\n`, { mode: 0o755 });
  }
  return path;
}

const find = (serverMajor: number, inPath: readonly string[], folders: readonly string[] = []) =>
  findPgDump({ serverMajor, pgDumpPath: undefined, searchPath: inPath.join(delimiter), folders });

describe('the pg_dump for a server', () => {
  it.each([
    [14, '15', '15.18'],
    [15, '15', '15.18'],
    [16, '17', '17.2'],
    [18, '18', '18beta1'],
  ])('of major %i is that of the nearest major', async (serverMajor, folder, version) => {
    const folders = [bin('18', '18beta1'), bin('15', '15.18 (Debian 15.18-0+deb12u1)'), bin('17', '17.2')];
    expect(await find(serverMajor, [bin('13', '13.1')], folders)).toMatchObject({
      pgDumpPath: join(folderPath, folder, 'pg_dump'),
      pgRestorePath: join(folderPath, folder, 'pg_restore'),
      version,
    });
  });

  it('is the first of PATH among those of one major', async () => {
    const found = await find(
      15,
      [bin('empty', '', []), bin('first', '15.2'), bin('second', '15.9')],
      [bin('15', '15.18')],
    );
    expect(found.version).toBe('15.2');
  });

  it('is none without its pg_restore, none that does not run, and not the wrapper of Debian', async () => {
    const lonely = bin('lonely', '18.1', ['pg_dump']);
    const broken = bin('broken', '', ['pg_restore']);
    writeFileSync(join(broken, 'pg_dump'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const wrapper = bin('wrapper', '18.1', ['pg_wrapper', 'pg_restore']);
    symlinkSync(join(wrapper, 'pg_wrapper'), join(wrapper, 'pg_dump'));
    await expect(find(15, [lonely, broken, wrapper])).rejects.toMatchObject({
      code: 'BACKUP_PROGRAM_MISSING',
      message: expect.stringContaining('found none'),
    });
  });

  it('is missing when all are older, which are named', async () => {
    const old = bin('15', '15.18');
    await expect(find(18, [old])).rejects.toMatchObject({
      code: 'BACKUP_PROGRAM_MISSING',
      message: expect.stringContaining(`found ${join(old, 'pg_dump')} 15.18.`),
      hint: expect.stringContaining('postgresql-client-18'),
    });
  });

  it('is the one that the user names, or none', async () => {
    const pgDumpPath = join(bin('mine', '18.1'), 'pg_dump');
    const searchPath = bin('15', '15.18');
    expect(await findPgDump({ serverMajor: 15, pgDumpPath, searchPath })).toMatchObject({ pgDumpPath });
    const missing = join(folderPath, 'nowhere', 'pg_dump');
    await expect(findPgDump({ serverMajor: 15, pgDumpPath: missing, searchPath })).rejects.toMatchObject({
      message: expect.stringContaining(`${missing} is none`),
    });
  });
});
