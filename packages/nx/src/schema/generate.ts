import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generateFiles } from './generated-files';

// `npm run generate`: writes what is derived from the declarations of options, config, errors and rules. Not part of the published package's API.
const packagesPath = join(__dirname, '../../..');
const paths = generateFiles().map(({ path, text }) => {
  const fullPath = join(packagesPath, path);
  mkdirSync(dirname(fullPath), { recursive: true });
  writeFileSync(fullPath, text);
  return fullPath;
});
execFileSync(process.execPath, [require.resolve('@biomejs/biome/bin/biome'), 'format', '--write', ...paths], {
  stdio: 'inherit',
});
