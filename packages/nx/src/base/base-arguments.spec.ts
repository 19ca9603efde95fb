import { parseBaseArguments, writeBaseArguments } from './base-arguments';

it.each([
  { projectRoot: 'apps/api', folders: ['apps/api/sql', 'db/api-1'], defaultBase: undefined },
  { projectRoot: '.', folders: ['sql'], defaultBase: 'origin/main' },
  { projectRoot: 'a b/$HOME/%PATH%/"ü\'`', folders: ['a & b'], defaultBase: 'base64:x' },
])('what is written of $projectRoot is read, and means nothing to a shell', (given) => {
  const words = writeBaseArguments(given);
  expect(parseBaseArguments(words)).toEqual(given);
  expect(words.filter((word) => !/^[\w./@+:-]+$/.test(word))).toEqual([]);
});
