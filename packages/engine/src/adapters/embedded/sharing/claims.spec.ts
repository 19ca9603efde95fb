import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../../../../testing/test-run/temporary-folder';
import { readProcessStart } from '../server/process-start';
import { openClaims } from './claims';

describe('claims', () => {
  let folderPath: string;
  beforeEach(() => {
    folderPath = makeTemporaryFolder('claims');
  });
  afterEach(() => rmSync(folderPath, { recursive: true }));

  it('are live while their process lives and until they are released', () => {
    const claims = openClaims(folderPath, readProcessStart);
    const [one, other] = [claims.take(), claims.take()];
    expect([...claims.live()].sort()).toEqual([one, other].sort());
    claims.release(one);
    expect(claims.live()).toEqual([other]);
  });

  it('die with their process, also when its pid is given to another one', () => {
    const starts = new Map([[70, 'monday']]);
    const claims = openClaims(folderPath, (pid) => starts.get(pid));
    claims.take(70);
    expect(claims.live()).toHaveLength(1);
    starts.set(70, 'tuesday');
    expect(claims.live()).toEqual([]);
    expect(readdirSync(folderPath)).toEqual([]);
  });

  it('do not hold in a copy of their folder', () => {
    const name = openClaims(folderPath, readProcessStart).take();
    const copyPath = join(folderPath, 'copy');
    mkdirSync(copyPath);
    writeFileSync(join(copyPath, name), '');
    expect(openClaims(copyPath, readProcessStart).live()).toEqual([]);
  });

  it('are taken alone by one at a time', () => {
    const [mine, theirs] = [openClaims(folderPath, readProcessStart), openClaims(folderPath, readProcessStart)];
    const claim = mine.takeAlone();
    expect(theirs.takeAlone()).toBeUndefined();
    mine.release(claim ?? '');
    expect(theirs.takeAlone()).toBeDefined();
  });

  it('are taken alone by nobody when two try at the same moment', () => {
    // The other one takes its claim between this one's look and its taking.
    const other = openClaims(folderPath, readProcessStart);
    const otherNames: string[] = [];
    const claims = openClaims(folderPath, (pid) => {
      if (otherNames.length === 0) otherNames.push(other.take());
      return readProcessStart(pid);
    });
    expect(claims.takeAlone()).toBeUndefined();
    expect(readdirSync(folderPath)).toEqual(otherNames);
  });

  it('are none where there is no folder', () => {
    expect(openClaims(join(folderPath, 'missing'), readProcessStart).live()).toEqual([]);
  });
});

describe('the start of a process', () => {
  it('is the same at every reading, and undefined for a pid that nobody has', () => {
    expect(readProcessStart(process.pid)).toBeDefined();
    expect(readProcessStart(process.pid)).toBe(readProcessStart(process.pid));
    expect(readProcessStart(2_147_483_646)).toBeUndefined();
  });
});
