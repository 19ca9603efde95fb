import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { processesIn, processesOfRun } from '../processes/processes-in';
import { makeMemoryFolder, makeTemporaryFolder, temporaryPrefixes } from './temporary-folder';

describe('what a run of the suite must not leave', () => {
  let folder: string;
  beforeEach(() => {
    folder = makeTemporaryFolder('two words');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['on disk', makeTemporaryFolder],
    ['in memory', makeMemoryFolder],
  ])('is a folder %s whose path begins as those of the run do', (_, make) => {
    const made = make('left over');
    rmSync(made, { recursive: true });
    expect(temporaryPrefixes().filter((prefix) => made.startsWith(prefix))).toHaveLength(1);
  });

  it.each([
    ['works in a folder of it', () => ({ cwd: folder, env: {} })],
    ['was started by it elsewhere', () => ({ cwd: '/', env: process.env })],
  ])('is found when it is a process that %s', async (_, options) => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
      ...options(),
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await once(child, 'spawn');
    expect([...processesIn(folder), ...processesOfRun()]).toContain(child.pid);
    child.stdin.end();
    await once(child, 'close');
    expect([...processesIn(folder), ...processesOfRun()]).not.toContain(child.pid);
  });
});
