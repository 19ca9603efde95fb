import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../../testing/test-run/temporary-folder';
import { whyNotWritable } from './writable-folder';

const folder = makeTemporaryFolder('writable');
afterAll(() => rmSync(folder, { recursive: true }));

it('says what stands where a folder would be, and makes none', () => {
  expect(whyNotWritable(join(folder, 'a', 'b'))).toBeUndefined();
  writeFileSync(join(folder, 'a'), '');
  expect(whyNotWritable(join(folder, 'a'))).toBe(`${join(folder, 'a')} is no folder`);
  expect(whyNotWritable(join(folder, 'a', 'b'))).toMatch(/a file stands where a folder would be$/);
  mkdirSync(join(folder, 'c'));
  expect(whyNotWritable(join(folder, 'c', 'd', 'e'))).toBeUndefined();
});
