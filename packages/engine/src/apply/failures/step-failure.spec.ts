import { repeatableOf } from '../../../testing/projects/migration-sets';
import { migrationOf, repeatStep, upStep } from '../../../testing/projects/steps';
import type { ServerError } from '../../postgres/session/server-error';
import { describeStepFailure } from './step-failure';

const before = repeatStep(repeatableOf('schemas/01_main.sql', 'SELECT 1 FROM posts;'));
const after = repeatStep(repeatableOf('repeatable/v.sql', 'SELECT 1 FROM posts;', 'after'));
const up = upStep(migrationOf('001_t', 'SELECT 1 FROM posts;'));

function failureOf(error: ServerError, step = up, cancelled = false) {
  const message = { before: 'BEGIN;\n', script: step.script?.message ?? '', after: ';\nCOMMIT', statementsBefore: 1 };
  return describeStepFailure(error, 1, { step, message, cancelled });
}

describe('describeStepFailure', () => {
  it.each([
    ['table', '42P01'],
    ['column', '42703'],
    ['function', '42883'],
    ['type', '42704'],
  ])('tells a script that runs before the migrations and names an unknown %s to run after them', (what, code) => {
    const error = { message: `${what} "posts" does not exist`, code, hint: 'Perhaps you meant something else.' };
    const failure = failureOf(error, before);
    expect(failure.hint).toContain('sql/repeatable');
    expect(failure.hint).toContain('`-- pgrestify: run after-migrations`');
    expect(failure.fields.serverHint).toBe('Perhaps you meant something else.');
    expect(failureOf(error, after).hint).toBe('Perhaps you meant something else.');
    expect(failureOf(error, up).hint).toBe('Perhaps you meant something else.');
  });

  it.each([
    ['2BP01', 'Use DROP ... CASCADE to drop the dependent objects too.', /^Drop what depends on it first/],
    ['55P04', 'New enum values must be committed before they can be used.', /^Put the use of the new enum value/],
  ])('says of %s what to do here, and keeps what the server proposes', (code, hint, advice) => {
    const failure = failureOf({ message: 'x', code, hint });
    expect(failure.hint).toMatch(advice);
    expect(failure.fields.serverHint).toBe(hint);
  });

  it('counts the position from where the script begins in the message, and shows the line', () => {
    const failure = failureOf({ message: 'relation "posts" does not exist', code: '42P01', position: '22' });
    expect(failure.location).toEqual({ path: 'sql/migrations/001_t/up.sql', line: 1, column: 15 });
    expect(failure.excerpt).toBe('1 | SELECT 1 FROM posts;\n  |               ^');
    expect(failure.message).toBe('sql/migrations/001_t/up.sql:1:15: relation "posts" does not exist (SQLSTATE 42P01).');
  });

  it('says nothing of a place in the script for a position in what we wrote around it', () => {
    expect(failureOf({ message: 'x', code: 'XX000', position: '45' }).location).toMatchObject({ line: 1, column: 1 });
  });

  it.each([
    ['a cancellation that we asked for', '57014', true, 'CANCELLED'],
    ['one that we did not', '57014', false, 'STEP_FAILED'],
    ['a lock that was not given', '55P03', false, 'LOCK_TIMEOUT'],
    ['a read-only transaction', '25006', false, 'DATABASE_READ_ONLY'],
    ['anything else', '22012', false, 'STEP_FAILED'],
  ] as const)('names %s (%s)', (_what, code, cancelled, expected) => {
    expect(failureOf({ message: 'x', code }, up, cancelled).code).toBe(expected);
  });

  it('says of a role that is there already how to make it only where it is missing', () => {
    const failure = failureOf({ message: 'role "app" already exists', code: '42710', routine: 'CreateRole' });
    expect(failure.hint).toMatch(
      /^Roles belong to the server.*`DO \$\$ BEGIN CREATE ROLE …; EXCEPTION WHEN duplicate_object/,
    );
    expect(failureOf({ message: 'constraint "c" already exists', code: '42710' }).hint).toMatch(/^Correct the script/);
  });

  it('names a missing extension', () => {
    const failure = failureOf({ message: 'extension "postgis" is not available', code: '0A000' });
    expect(failure).toMatchObject({
      code: 'EXTENSION_MISSING',
      hint: expect.stringContaining('`shadow` of the config'),
    });
  });

  it('passes on what history refused, as the conflict that it is', () => {
    const conflict = { message: 'history of 001_t is not …', code: 'PGR01', detail: 'HISTORY_CONFLICT' };
    expect(failureOf(conflict)).toMatchObject({ code: 'HISTORY_CONFLICT', hint: 'Run again.', location: undefined });
    const duplicate = { message: 'duplicate key', code: '23505', schema: 'pgrestify' };
    expect(failureOf(duplicate).code).toBe('HISTORY_CONFLICT');
    expect(failureOf({ ...duplicate, schema: 'public' }).code).toBe('STEP_FAILED');
  });

  it('keeps detail, hint, context and SQLSTATE of the server', () => {
    const failure = failureOf({
      message: 'm',
      code: '23505',
      detail: 'Key (id)=(1) exists.',
      where: 'PL/pgSQL f\nline 2',
    });
    expect(failure.message).toContain('m. Key (id)=(1) exists (SQLSTATE 23505).');
    expect(failure.fields).toMatchObject({ sqlState: '23505', detail: 'Key (id)=(1) exists.', where: 'PL/pgSQL f' });
  });
});
