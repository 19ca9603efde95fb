import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { engineVersion } from './version';

it('is the version of the package', () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8'));
  expect(engineVersion).toBe(version);
});
