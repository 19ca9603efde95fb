import { findPassword } from './password-file';

const connection = { host: 'db', port: 5432, database: 'shop', user: 'app' };

it.each<[string, string | undefined]>([
  ['db:5432:shop:app:secret', 'secret'],
  ['*:*:*:*:x', 'x'],
  ['other:*:*:*:wrong\n\n# db:*:*:*:comment\r\ndb:*:*:app:right\r\n*:*:*:*:late', 'right'],
  ['db:5433:*:*:x\ndb:*:Shop:*:x\ndb:*:*:apple:x', undefined],
  ['db:5432:shop:app:', undefined],
  ['db:5432:shop', undefined],
  ['', undefined],
  ['*:*:*:*:a\\:b\\\\c', 'a:b\\c'],
  ['*:*:sh\\op:*:p d', 'p d'],
])('of %j takes %s', (text, password) => {
  expect(findPassword(text, connection)).toBe(password);
});

it('knows names with colons and stars, an address of six, and a folder of sockets', () => {
  expect(findPassword('*:*:a\\:b:\\*:x', { ...connection, database: 'a:b', user: '*' })).toBe('x');
  expect(findPassword('\\:\\:1:*:*:*:x', { ...connection, host: '::1' })).toBe('x');
  expect(findPassword('localhost:*:*:*:x', { ...connection, host: '/var/run/postgresql' })).toBe('x');
});
