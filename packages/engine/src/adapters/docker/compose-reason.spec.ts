import { describeComposeReason } from './compose-reason';

it.each([
  [
    'invalid interpolation format for services.db.environment.[].\nYou may need to escape any $ with another $.\nDB_KEY=canary${x pw',
    'invalid interpolation format for services.db.environment.[].\nYou may need to escape any $ with another $.\n***',
  ],
  [
    'Invalid interpolation format for "environment" option in service "db": "canary$ {x pw"',
    'Invalid interpolation format for "environment" option in service "db": ***',
  ],
  [
    'failed to read .env: line 3: unterminated quoted value "canary',
    'failed to read .env: line 3: unterminated quoted value ***',
  ],
  [
    `Missing mandatory value for "environment" option interpolating {'KEY': 'canary', 'A': '\${B:?set B}'} in service "db": set B`,
    'Missing mandatory value for "environment" option interpolating B in service "db": set B',
  ],
  [
    'services.db.environment.KEY contains ["canary"], which is an invalid type, it should be a string',
    'services.db.environment.KEY contains ***, which is an invalid type, it should be a string',
  ],
])('takes the value out of %j', (said, expected) => {
  expect(describeComposeReason(said, [])).toBe(expected);
});

it.each([
  "services:\n  db:\n    environment:\n      DB_PASSWORD: 'canary'\n",
  'services:\n  db:\n    environment:\n      - "DB_PASSWORD=canary"\n',
  'DB_PASSWORD=canary\n',
])('takes out what stands as a secret in %j, wherever it is quoted', (text) => {
  expect(describeComposeReason('yaml: cannot use canary here', [text])).toBe('yaml: cannot use *** here');
});

it('keeps the rest, without the warnings before it', () => {
  const said = 'time="2026" level=warning msg="version is obsolete"\nyaml: line 4: could not find expected \':\'\n';
  expect(describeComposeReason(said, [`DB_PASSWORD: \${DB_PASSWORD:?yaml}`])).toBe(
    "yaml: line 4: could not find expected ':'",
  );
  expect(describeComposeReason(' \n', [])).toBe('it says nothing');
});
