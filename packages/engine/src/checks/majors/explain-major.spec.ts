import type { ErrorReport } from '../../errors';
import { explainMajor } from './explain-major';

const error = (sqlState: string | undefined, hint?: string): ErrorReport => ({
  code: 'STEP_FAILED',
  message: 'syntax error at or near "REPACK"',
  hint,
  location: undefined,
  excerpt: undefined,
  sqlState,
  fields: {},
});

it('says which major did not take what another might, and the setting', () => {
  const { hint } = explainMajor(error('42601', 'Correct the script.'), 18);
  expect(hint).toMatch(/^Correct the script\. The shadow is PostgreSQL 18; .* `postgres` .* `shadow\.major`/);
});

it.each(['23502', '42P07', undefined])('says nothing of %s', (sqlState) => {
  expect(explainMajor(error(sqlState), 18).hint).toBeUndefined();
});
