import { scriptOfText } from '../../migrations/script/read-script';
import { parseScript } from '../../migrations/units/parse-script';
import { madeExtensions } from './made-extensions';

it.each([
  ['CREATE EXTENSION postgis', ['postgis']],
  [
    'create extension if not exists "uuid-ossp" with schema extensions; CREATE EXTENSION PostGIS;',
    ['uuid-ossp', 'postgis'],
  ],
  ['CREATE EXTENSION hstore; CREATE EXTENSION hstore', ['hstore']],
  ["-- CREATE EXTENSION postgis\nSELECT 'CREATE EXTENSION postgis'; DROP EXTENSION hstore", []],
  ['CREATE EXTENSION /* which? */ postgis', []],
])('of %s are %j', (text, expected) => {
  expect(madeExtensions(parseScript(scriptOfText(text, 'up.sql', 'up')))).toEqual(expected);
});
