import { createMemoryProject, type MemoryProject } from '../../../../testing/memory/memory-project';
import type { Settings } from '../../../config/settings';
import { EngineError } from '../../../errors';
import type { FileChanges, SqlFiles } from '../../../ports';
import { type WatchedCheck, watchFiles } from './watch-files';

let project: MemoryProject;

beforeEach(() => {
  project = createMemoryProject();
  project.migration('0001_a', 'CREATE TABLE a ();', 'DROP TABLE a;');
});

/** What happens before each wait, and in the end the signal. */
type Doing = () => void;

async function watch(
  doings: readonly Doing[],
  resolveSettings: () => Promise<Settings> = async () => project.settings,
) {
  const controller = new AbortController();
  const left = [...doings];
  const watched: (readonly string[])[] = [];
  const read: string[] = [];
  const told: string[] = [];
  const checks: WatchedCheck[] = [];
  let isOpen = true;
  const changes: FileChanges = {
    watch: (paths) => watched.push(paths),
    next: async () => {
      const doing = left.shift();
      if (!doing) controller.abort();
      doing?.();
      return doing ? 'changed' : 'stopped';
    },
    close: () => {
      isOpen = false;
    },
  };
  const ports = project.ports();
  // As they are at the moment.
  const now = () => project.ports().files;
  const files: SqlFiles = {
    list: (path) => now().list(path),
    stamp: (path) => now().stamp(path),
    pieces: (path) => now().pieces(path),
    read: (path) => {
      read.push(path.replace('/workspace/apps/api/', ''));
      return now().read(path);
    },
  };
  const ending = watchFiles(
    { settings: project.settings, resolveSettings, options: { filesOnly: true, watch: true } },
    { ...ports, files, signal: controller.signal, openChanges: () => changes },
    {
      onStart: () => {
        told.push('start');
        read.length = 0;
      },
      onEnd: (check) => {
        told.push(`end, read ${[...new Set(read)].join(' ')}`.trim());
        checks.push(check);
      },
    },
  );
  const result = await ending.catch((error: unknown) => error);
  const codes = checks.map((check) =>
    check.kind === 'result'
      ? check.result.findings.filter(({ check: of }) => of !== 'lint').map(({ code }) => code)
      : check.error,
  );
  return { result, codes, told, watched, isOpen, events: project.events };
}

describe('watchFiles', () => {
  it('checks at once and after each change, and gives the last result', async () => {
    const { result, codes, isOpen } = await watch([
      () => project.migration('0001_a', "SELECT 'a;"),
      () => project.migration('0001_a', 'CREATE TABLE a ();'),
    ]);
    expect(codes).toEqual([[], ['SQL_SYNTAX'], []]);
    expect(result).toMatchObject({ command: 'validate', outcome: 'succeeded' });
    expect(isOpen).toBe(false);
  });

  it('reads only what was written since', async () => {
    project.migration('0002_b', 'CREATE TABLE b ();', 'DROP TABLE b;');
    const { told } = await watch([() => {}, () => project.migration('0002_b', 'CREATE TABLE cc ();')]);
    expect(told).toEqual([
      'start',
      'end, read sql/migrations/0001_a/up.sql sql/migrations/0002_b/up.sql sql/migrations/0001_a/down.sql sql/migrations/0002_b/down.sql',
      'start',
      'end, read',
      'start',
      'end, read sql/migrations/0002_b/up.sql',
    ]);
  });

  it('resolves settings again only when a config file was written, and watches what they say', async () => {
    let resolved = 0;
    const other = { ...project.settings, sqlPath: '/workspace/apps/api/database' };
    const { watched } = await watch([() => {}, () => project.write('../pgrestify.config.json', '{}')], async () => {
      resolved += 1;
      return other;
    });
    expect(resolved).toBe(1);
    expect(watched.at(-1)).toContain('/workspace/apps/api/database');
    expect(watched[0]).toContain('/workspace/apps/api/pgrestify.config.ts');
  });

  it('goes on over a config that cannot be read, and takes it once it can', async () => {
    const invalid = new EngineError('CONFIG_INVALID', 'Unknown key.');
    let config: Error | undefined = invalid;
    const { codes } = await watch(
      [
        () => project.write('../pgrestify.config.json', '{'),
        () => project.migration('0001_a', 'SELECT 1;'),
        () => {
          config = undefined;
          project.write('../pgrestify.config.json', '{}');
        },
      ],
      async () => {
        if (config) throw config;
        return project.settings;
      },
    );
    expect(codes).toEqual([[], invalid, invalid, []]);
  });

  it('tells nothing in events, which would stand between the lines', async () => {
    expect((await watch([() => {}])).events).toEqual([]);
  });
});
