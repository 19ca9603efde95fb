import { readInstructions } from './read-blocks';

const fence = '```';

it('reads commands with their output, files, and passes over what is only to be read', () => {
  const markdown = `# Title

${fence}sql file=a/*/up.sql
SELECT 1;
${fence}

${fence}sh runnable fails
nx one
${fence}

${fence}text
refused
${fence}

${fence}sh
npm publish
${fence}

${fence}sh runnable in=repository
nx two
${fence}

Not its output:

${fence}text
tree
${fence}
`;
  expect(readInstructions(markdown)).toEqual([
    { kind: 'write', path: 'a/*/up.sql', text: 'SELECT 1;\n', line: 3 },
    { kind: 'run', where: 'workspace', ends: 'fails', script: 'nx one\n', output: 'refused\n', line: 7 },
    { kind: 'run', where: 'repository', ends: 'succeeds', script: 'nx two\n', output: undefined, line: 19 },
  ]);
});
