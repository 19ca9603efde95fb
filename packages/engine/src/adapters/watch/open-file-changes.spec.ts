import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../../../testing/test-run/temporary-folder';
import type { FileChanges } from '../../ports';
import { openFileChanges } from './open-file-changes';

let root: string;
let changes: FileChanges;
const never = new AbortController().signal;
const at = (path: string) => join(root, path);
const write = (path: string, text = 'SELECT 1;') => {
  mkdirSync(join(at(path), '..'), { recursive: true });
  writeFileSync(at(path), text);
};
/** As most editors do it: written beside the file, and renamed over it. */
const save = (path: string, text: string) => {
  writeFileSync(at(`${path}.tmp`), text);
  renameSync(at(`${path}.tmp`), at(path));
};

beforeEach(() => {
  root = makeTemporaryFolder('watch');
  write('sql/migrations/001_a/up.sql');
  write('pgrestify.config.json', '{}');
  // Never in the time of a test: what the system tells has to do.
  changes = openFileChanges({ pollMs: 2 ** 30 });
  changes.watch([at('sql'), at('hooks'), at('pgrestify.config.json'), at('pgrestify.config.ts')]);
});

afterEach(() => {
  changes.close();
  rmSync(root, { recursive: true, force: true });
});

describe('openFileChanges', () => {
  it.each<[string, () => void]>([
    ['a file that is written', () => write('sql/migrations/001_a/up.sql', 'SELECT 22;')],
    ['a file that is replaced', () => save('sql/migrations/001_a/up.sql', 'SELECT 2;')],
    ['a file of the same length', () => save('sql/migrations/001_a/up.sql', 'SELECT 9;')],
    ['a file that is deleted', () => rmSync(at('sql/migrations/001_a/up.sql'))],
    ['a new file', () => write('sql/migrations/001_a/down.sql')],
    ['a new folder with a file', () => write('sql/repeatable/deep/er/view.sql')],
    ['a folder that gets another name', () => renameSync(at('sql/migrations/001_a'), at('sql/migrations/002_a'))],
    ['a folder that is deleted', () => rmSync(at('sql'), { recursive: true })],
    ['a folder that was not there', () => write('hooks/before.sql')],
    ['a file by its own path', () => save('pgrestify.config.json', '{ }')],
    ['a file by its own path that was not there', () => write('pgrestify.config.ts')],
  ])('tells of %s', async (_what, change) => {
    const waiting = changes.next(never);
    change();
    expect(await waiting).toBe('changed');
  });

  it('tells of what came about before it is waited for, once', async () => {
    write('sql/migrations/001_a/up.sql', 'SELECT 22;');
    expect(await changes.next(never)).toBe('changed');
    const controller = new AbortController();
    const waiting = changes.next(controller.signal);
    setImmediate(() => controller.abort());
    expect(await waiting).toBe('stopped');
  });

  it('tells of each of many saves of one file', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const waiting = changes.next(never);
      save('sql/migrations/001_a/up.sql', `SELECT ${'1'.repeat(turn + 2)};`);
      expect(await waiting).toBe('changed');
    }
  });

  it('tells of a change in a folder that was made again', async () => {
    rmSync(at('sql/migrations'), { recursive: true });
    write('sql/migrations/001_a/up.sql');
    changes.watch([at('sql')]);
    const waiting = changes.next(never);
    write('sql/migrations/001_a/up.sql', 'SELECT 22;');
    expect(await waiting).toBe('changed');
  });

  it('tells nothing of what editors keep beside a file, nor of what is not watched', async () => {
    for (const path of ['sql/migrations/001_a/.up.sql.swp', 'sql/migrations/001_a/up.sql~', 'other/a.sql']) write(path);
    const controller = new AbortController();
    const waiting = changes.next(controller.signal);
    setImmediate(() => controller.abort());
    expect(await waiting).toBe('stopped');
  });

  it('looks by itself now and then, where the system tells nothing', async () => {
    changes.close();
    const polled = openFileChanges({ pollMs: 1 });
    polled.watch([at('sql')]);
    // No folder is watched any more.
    polled.close();
    const waiting = polled.next(never);
    write('sql/migrations/001_a/up.sql', 'SELECT 22;');
    expect(await waiting).toBe('changed');
  });

  it('ends in a folder that leads back into itself', () => {
    symlinkSync(at('sql'), at('sql/loop'));
    changes.watch([at('sql')]);
  });

  it('is stopped by a signal that was there before', async () => {
    expect(await changes.next(AbortSignal.abort())).toBe('stopped');
  });
});
