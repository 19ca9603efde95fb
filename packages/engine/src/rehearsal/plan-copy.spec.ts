import { testSettings } from '../../testing/projects/test-settings';
import type { CopyFacts } from './copy-facts';
import { type CopyWish, planCopy } from './plan-copy';

const mb = 1024 * 1024;
const address = { host: 'db', port: 5432, user: 'app', password: 'x', database: 'shop' };
const staging = testSettings('/workspace', address, {});
const development = testSettings('/workspace', address, { environment: 'development', development: true });

const facts: CopyFacts = {
  sizeBytes: 10 * mb,
  serverMajor: 16,
  otherSessions: 0,
  mayCopy: true,
  isShared: false,
  freeBytes: { template: undefined, dump: undefined },
  dump: { kind: 'found', name: 'pg_dump 16.4' },
};
const schema: CopyWish = { data: 'history', isRaw: false, isAnonymized: false };
const rows: CopyWish = { data: 'all', isRaw: false, isAnonymized: false };
const raw: CopyWish = { ...rows, isRaw: true };

describe('the way of a copy', () => {
  it.each<[string, Partial<CopyFacts>, CopyWish, string]>([
    ['by the server, while nobody is connected', {}, raw, 'template'],
    ['by the server also without rows, where there are few', {}, schema, 'template'],
    ['by pg_dump while somebody is connected', { otherSessions: 1 }, raw, 'dump'],
    ['by pg_dump where the role may not copy', { mayCopy: false }, raw, 'dump'],
    ['by pg_dump where the schema of a large database is wanted', { sizeBytes: 900 * mb }, schema, 'dump'],
    [
      'by the server all the same where there is no pg_dump',
      { sizeBytes: 900 * mb, dump: { kind: 'missing', reason: 'None.' } },
      schema,
      'template',
    ],
  ])('is %s', (_what, changed, wish, kind) => {
    expect(planCopy(staging, wish, { ...facts, ...changed })).toMatchObject({ kind, refusals: [] });
  });

  it('says why it is not a faster one', () => {
    expect(planCopy(staging, raw, { ...facts, otherSessions: 3 }).because).toEqual([
      '3 sessions are connected to the database, and the server copies none in use.',
    ]);
  });

  describe('of scripts that change the whole server', () => {
    const wish: CopyWish = { ...raw, beyond: ['up.sql:1:1: CREATE ROLE a', 'up.sql:2:1: DROP ROLE b'] };
    const beside =
      'up.sql:1:1: CREATE ROLE a (and 1 more) is for the whole server: beside the database it would stay when the copy is gone.';
    const without: CopyFacts = { ...facts, dump: { kind: 'missing', reason: 'There is no pg_dump.' } };

    it('is by pg_dump, into another server', () => {
      expect(planCopy(staging, wish, facts)).toMatchObject({ kind: 'dump', because: [beside], refusals: [] });
    });

    it('is none without pg_dump', () => {
      expect(planCopy(staging, wish, without).refusals).toMatchObject([
        { code: 'COPY_IMPOSSIBLE', message: expect.stringContaining(beside) },
      ]);
    });

    it('is by the server in development, which is said, when there is no pg_dump', () => {
      expect(planCopy(development, wish, without)).toMatchObject({
        kind: 'template',
        because: [beside, 'There is no pg_dump.'],
        refusals: [],
      });
      expect(planCopy(development, wish, { ...without, otherSessions: 1 }).refusals).toMatchObject([
        { code: 'COPY_IMPOSSIBLE' },
      ]);
    });
  });

  it('is none where none is left, and the obstacles are listed', () => {
    const { refusals } = planCopy(staging, raw, {
      ...facts,
      mayCopy: false,
      dump: { kind: 'missing', reason: 'There is no pg_dump.' },
    });
    expect(refusals).toMatchObject([
      { code: 'COPY_IMPOSSIBLE', message: expect.stringMatching(/CREATEDB[\s\S]*no pg_dump/) },
    ]);
  });
});

it('through a pooler there is no way', () => {
  expect(planCopy(staging, raw, { ...facts, isShared: true }).refusals).toMatchObject([
    { code: 'COPY_IMPOSSIBLE', hint: 'Connect to the server directly.' },
  ]);
});

describe('the rows of an environment', () => {
  const codes = (...args: Parameters<typeof planCopy>) => planCopy(...args).refusals.map(({ code }) => code);

  it.each<[string, typeof staging, CopyWish, readonly string[]]>([
    ['are refused as they are', staging, rows, ['COPY_NOT_ANONYMIZED']],
    ['are taken as they are when somebody says so', staging, raw, []],
    ['are taken when they are made anonymous', staging, { ...rows, isAnonymized: true }, []],
    ['are not asked about where only the schema is wanted', staging, schema, []],
    ['are nothing to protect in development', development, rows, []],
  ])('%s', (_what, settings, wish, expected) => {
    expect(codes(settings, wish, facts)).toEqual(expected);
  });
});

describe('a disk', () => {
  const free = (template: number, dump: number): CopyFacts => ({
    ...facts,
    sizeBytes: 1000 * mb,
    freeBytes: { template, dump },
  });

  it.each<[string, CopyFacts, CopyWish, readonly string[]]>([
    ['is too small by what the copy needs beside its bytes', free(1000 * mb, 0), raw, ['COPY_DISK_FULL']],
    ['is large enough', free(1300 * mb, 0), raw, []],
    ['is too small for the second of two copies', free(1300 * mb, 0), { ...raw, copies: 2 }, ['COPY_DISK_FULL']],
    ['is large enough for both', free(2400 * mb, 0), { ...raw, copies: 2 }, []],
    ['is asked for little where pg_dump writes the schema', free(0, 200 * mb), schema, []],
    ['is too small even for a schema', free(0, 50 * mb), schema, ['COPY_DISK_FULL']],
  ])('%s', (_what, known, wish, expected) => {
    expect(planCopy(staging, wish, known).refusals.map(({ code }) => code)).toEqual(expected);
  });

  it('that nothing is known of is not judged', () => {
    expect(planCopy(staging, raw, { ...facts, sizeBytes: 1e15 }).refusals).toEqual([]);
  });
});
