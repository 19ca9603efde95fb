import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../../../../testing/test-run/temporary-folder';
import type { ServerBinaries } from '../binaries/binaries';
import type { Cluster } from '../cluster/cluster';
import { clusterPaths } from '../cluster/cluster-paths';
import { findKeptState, keepState, pruneStates, readSchema } from './kept-states';

const binaries: ServerBinaries = {
  major: 18,
  version: '18.4.0',
  platform: 'linux-x64',
  postgresPath: '',
  initdbPath: '',
  pgCtlPath: '',
};

describe('kept states', () => {
  let workspacePath: string;
  let folderPath: string;
  let cluster: Cluster;
  beforeEach(() => {
    workspacePath = makeTemporaryFolder('states');
    folderPath = join(workspacePath, 'validated');
    cluster = { paths: clusterPaths(workspacePath), binaries, user: undefined, password: 'secret' };
    mkdirSync(join(cluster.paths.dataPath, 'base'), { recursive: true });
    writeFileSync(join(cluster.paths.dataPath, 'base', '1'), 'one');
    writeFileSync(join(cluster.paths.dataPath, 'PG_VERSION'), '18');
  });
  afterEach(() => rmSync(workspacePath, { recursive: true }));

  it('are found by the best key that is there', async () => {
    await keep('a', 'b');
    const found = findKeptState(folderPath, ['c', 'b', 'a'], binaries);
    expect(found).toMatchObject({ key: 'b', note: 'of b', password: 'secret' });
    expect(findKeptState(folderPath, ['c'], binaries)).toBeUndefined();
    expect(findKeptState(join(workspacePath, 'nowhere'), ['a'], binaries)).toBeUndefined();
  });

  it('are four at most, those that were used last', async () => {
    await keep('a', 'b', 'c', 'd', 'e');
    for (const [index, key] of ['a', 'b', 'c', 'd', 'e'].entries()) setLastUse(key, index);
    findKeptState(folderPath, ['a'], binaries);
    pruneStates(folderPath, binaries, new Date(5_000));
    expect(readdirSync(folderPath)).toEqual(['a', 'c', 'd', 'e']);
  });

  it('go when nobody used them for thirty days', async () => {
    await keep('a', 'b');
    const day = 24 * 60 * 60;
    setLastUse('a', 0);
    setLastUse('b', day);
    pruneStates(folderPath, binaries, new Date(31 * day * 1000 - 1));
    expect(readdirSync(folderPath)).toEqual(['b']);
  });

  it('are a gigabyte at most, but for the newest, whatever its size', async () => {
    await keep('a', 'b', 'c');
    for (const [index, key] of ['a', 'b', 'c'].entries()) {
      const path = join(folderPath, key, 'manifest.json');
      writeFileSync(path, readFileSync(path, 'utf8').replace(/"bytes":\d+/, `"bytes":${600 * 2 ** 20}`));
      setLastUse(key, index);
    }
    pruneStates(folderPath, binaries, new Date(5_000));
    expect(readdirSync(folderPath)).toEqual(['c']);
  });

  it('share what was not written since the one before', async () => {
    writeFileSync(join(cluster.paths.dataPath, 'base', '2'), 'two');
    const earlier = await keepState(folderPath, { key: 'a', note: '' }, cluster);
    writeFileSync(join(cluster.paths.dataPath, 'base', '2'), 'TWO');
    await keepState(folderPath, { key: 'b', note: '' }, cluster, earlier);
    const shared = (name: string) => statSync(join(folderPath, 'b', 'data', name)).nlink > 1;
    expect([shared('base/1'), shared('base/2'), shared('PG_VERSION')]).toEqual([true, false, true]);
    expect(['a', 'b'].map((key) => readFileSync(join(folderPath, key, 'data', 'base', '2'), 'utf8'))).toEqual([
      'two',
      'TWO',
    ]);
  });

  it('come with the schema that they were kept with', async () => {
    await keepState(folderPath, { key: 'a', note: '', schema: '[]' }, cluster);
    await keep('b');
    const schemaOf = (key: string) => {
      const state = findKeptState(folderPath, [key], binaries);
      return state && readSchema(state);
    };
    expect([schemaOf('a'), schemaOf('b')]).toEqual(['[]', undefined]);
  });

  it.each<readonly [string, () => void]>([
    ['half a copy, as after a kill', () => rmSync(join(folderPath, 'a', 'manifest.json'))],
    ['one that lost a file', () => rmSync(join(folderPath, 'a', 'data', 'base', '1'))],
    ['one that lost a part of a file', () => truncateSync(join(folderPath, 'a', 'data', 'base', '1'), 1)],
    ['one whose manifest is no manifest', () => writeFileSync(join(folderPath, 'a', 'manifest.json'), '[]')],
    ['one without its password', () => rmSync(join(folderPath, 'a', 'password'))],
  ])('ignore and remove %s', async (_, damage) => {
    await keep('a', 'b');
    damage();
    pruneStates(folderPath, binaries);
    expect(findKeptState(folderPath, ['a', 'b'], binaries)?.key).toBe('b');
    expect(readdirSync(folderPath)).toEqual(['b']);
  });

  it('ignore and remove those of another version of the server', async () => {
    await keep('a');
    const newer = { ...binaries, version: '18.5.0' };
    expect(findKeptState(folderPath, ['a'], newer)).toBeUndefined();
    pruneStates(folderPath, newer);
    expect(readdirSync(folderPath)).toEqual([]);
  });

  it('leave no half of one whose copy failed', async () => {
    rmSync(cluster.paths.dataPath, { recursive: true });
    await expect(keep('a')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(readdirSync(folderPath)).toEqual([]);
  });

  function setLastUse(key: string, seconds: number): void {
    utimesSync(join(folderPath, key), seconds, seconds);
  }

  async function keep(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await keepState(folderPath, { key, note: `of ${key}` }, cluster);
  }
});
