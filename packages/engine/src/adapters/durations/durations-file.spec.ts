import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../../../testing/test-run/temporary-folder';
import type { Step } from '../../plan/plan';
import { findDuration, noteDurations } from './durations-file';

const step = { action: 'up', id: '001', script: { script: { checksum: 'aa' } } } as Step;
const tookLong = (environment: string) => ({ environment, at: new Date(), steps: [{ step, durationMs: 90_000 }] });

let root: string;
beforeEach(() => {
  root = makeTemporaryFolder('durations');
});
afterEach(() => rmSync(root, { recursive: true }));

it('finds what was noted, in a folder that git and Nx look away from', () => {
  expect(findDuration(root, step)).toBeUndefined();
  noteDurations(root, tookLong('staging'));
  expect(findDuration(root, step)).toEqual({ environment: 'staging', durationMs: 90_000 });
  expect(readdirSync(join(root, '.pgrestify')).sort()).toEqual(['.gitignore', 'durations.json']);
  expect(readFileSync(join(root, '.pgrestify/.gitignore'), 'utf8')).toBe('*\n');
});

it('fails no run where nothing can be written', () => {
  writeFileSync(join(root, '.pgrestify'), 'a file where the folder should be');
  expect(() => noteDurations(root, tookLong('staging'))).not.toThrow();
  expect(findDuration(root, step)).toBeUndefined();
});

it('writes a spoilt file anew', () => {
  mkdirSync(join(root, '.pgrestify'));
  writeFileSync(join(root, '.pgrestify/durations.json'), '{');
  noteDurations(root, tookLong('production'));
  expect(findDuration(root, step)?.environment).toBe('production');
});
