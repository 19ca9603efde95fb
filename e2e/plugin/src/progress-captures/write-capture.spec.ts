import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBlocks } from '../documentation/read-blocks';
import { repositoryFolder } from '../harness/folders';
import { scenarios } from './scenarios';
import { tidyCapture, writeCapture } from './write-capture';

const document = readFileSync(join(repositoryFolder, 'packages/nx/docs/progress.md'), 'utf8');

it('writes a capture into its block alone', () => {
  const before = '```text capture=a\nold\n```\n\n```text capture=b\n```\n';
  expect(writeCapture(before, 'b', 'new $1')).toBe('```text capture=a\nold\n```\n\n```text capture=b\nnew $1\n```\n');
  expect(() => writeCapture(before, 'c', '')).toThrow('no block ```text capture=c');
});

it('leaves out what Nx says, and what is of the test alone', () => {
  const text =
    '\n  at postgres@127.0.0.1:38123/test_0a1b2c3d   \n  to /tmp/pgrestify-123-e2e-aBcDeF/x\nDone: 1.\n\n NX  ok\n';
  expect(tidyCapture(text)).toBe(
    '  at migrator@db.example.com:5432/shop_base\n  to /home/ann/projects/shop-backe/x\nDone: 1.',
  );
});

it('every capture is in the document', () => {
  const names = [...scenarios.flatMap(({ name }) => [`${name}-at-terminal`, `${name}-in-pipe`]), 'tui'];
  const captures = readBlocks(document).filter(({ words }) => words[0]?.startsWith('capture='));
  expect(captures.map(({ words }) => words[0])).toEqual(names.map((name) => `capture=${name}`));
  expect(captures.filter(({ text }) => text.trim() === '')).toEqual([]);
});
