import { parseConnectionUrl } from './connection-url';

const empty = {
  host: undefined,
  port: undefined,
  database: undefined,
  user: undefined,
  password: undefined,
  sslMode: undefined,
  sslRootCert: undefined,
  sslCert: undefined,
  sslKey: undefined,
};

describe('parseConnectionUrl', () => {
  it.each([
    ['postgres://app:pw@db:5433/shop', { user: 'app', password: 'pw', host: 'db', port: '5433', database: 'shop' }],
    ['postgresql://db/shop', { host: 'db', database: 'shop' }],
    ['postgres://a%40b:p%2Fw%25@db/x%20y', { user: 'a@b', password: 'p/w%', host: 'db', database: 'x y' }],
    ['postgres://app@[::1]:5432/shop', { user: 'app', host: '::1', port: '5432', database: 'shop' }],
    ['postgres://app@%2Fvar%2Frun/shop', { user: 'app', host: '/var/run', database: 'shop' }],
    ['postgres:///shop?host=/var/run&user=app', { user: 'app', host: '/var/run', database: 'shop' }],
    ['postgres://app@/shop?host=/tmp', { user: 'app', host: '/tmp', database: 'shop' }],
    ['postgres://db/shop?sslmode=verify-full', { host: 'db', database: 'shop', sslMode: 'verify-full' }],
    [
      'postgres://db/shop?sslmode=require&channel_binding=require',
      { host: 'db', database: 'shop', sslMode: 'require' },
    ],
  ])('reads %s', (text, expected) => {
    expect(parseConnectionUrl(text)).toEqual({ ok: true, url: { ...empty, ...expected } });
  });

  it.each([
    ['host=db dbname=shop password=canary', 'key=value'],
    ['mysql://u:canary@h/d', 'postgres://'],
    ['postgres://u:canary@a,b/d', 'several hosts'],
    ['postgres://u:canary@a:1,b:2/d', 'several hosts'],
    ['postgres://u:can/ary@h/d', 'no valid URL'],
    ['postgres://u:canary@h/d?options=-c%20x', 'options'],
    ['', 'postgres://'],
  ])('refuses %s without quoting it', (text, expected) => {
    const parsed = parseConnectionUrl(text);
    expect(parsed).toEqual({ ok: false, problem: expect.stringContaining(expected) });
    expect(JSON.stringify(parsed)).not.toContain('canary');
  });
});
