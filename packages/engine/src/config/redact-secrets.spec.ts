import { collectSecrets, redactSecrets } from './redact-secrets';
import type { ServerDatabase } from './settings';

const database: ServerDatabase = {
  kind: 'server',
  host: 'db',
  port: 5432,
  database: 'shop',
  user: 'app',
  password: 'ca/na"ry%',
  ssl: undefined,
};

describe('redactSecrets', () => {
  it.each([
    ['the secret itself', 'password ca/na"ry% was wrong', 'password *** was wrong'],
    ['percent-encoded', 'postgres://app:ca%2Fna%22ry%25@db/shop', 'postgres://app:***@db/shop'],
    ['in JSON', '{"p":"ca/na\\"ry%"}', '{"p":"***"}'],
    ['a URL of somebody else', 'see redis://u:other@cache/0', 'see redis://u:***@cache/0'],
    ['nothing', 'connected to app@db:5432/shop', 'connected to app@db:5432/shop'],
  ])('hides %s', (_name, text, expected) => {
    expect(redactSecrets(text, ['ca/na"ry%'])).toBe(expected);
  });

  it('hides a short secret only where it stands alone', () => {
    expect(redactSecrets('pw: "pw", pwd', ['pw'])).toBe('***: "***", pwd');
  });

  it('hides the longer of two secrets of which one holds the other', () => {
    expect(redactSecrets('canary-long', ['canary', 'canary-long'])).toBe('***');
  });
});

describe('collectSecrets', () => {
  it('takes the password, variables with telling names and passwords of URLs', () => {
    const env = { PGPASSWORD: 'one', API_TOKEN: 'two', DATABASE_URL: 'postgres://u:th%2Free@h/d', HOME: '/root' };
    expect(collectSecrets(database, env)).toEqual(['ca/na"ry%', 'one', 'two', 'th%2Free', 'th/ree']);
  });

  it('leaves out a password that is also a name in the message', () => {
    expect(collectSecrets({ ...database, password: 'app' }, { PGPASSWORD: 'postgres' })).toEqual([]);
  });

  it('does not take the folders in which a shell is and was', () => {
    expect(collectSecrets(undefined, { PWD: '/work', OLDPWD: '/root', DB_PWD: 'one' })).toEqual(['one']);
  });
});
