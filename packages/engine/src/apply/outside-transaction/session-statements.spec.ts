import { scriptOfText } from '../../migrations/script/read-script';
import { parseScript } from '../../migrations/units/parse-script';
import { sessionStatementsBefore } from './session-statements';

function before(text: string, index: number): readonly string[] {
  const { units } = parseScript(scriptOfText(text, 'up.sql', 'up'));
  return sessionStatementsBefore(Buffer.from(text), units, index).map(({ start, end }) =>
    Buffer.from(text).toString('utf8', start, end),
  );
}

it('is what earlier units set for the session, in order', () => {
  const text = 'SET search_path TO app; BEGIN; SET ROLE r; CREATE TABLE t (); COMMIT; VACUUM; RESET ROLE; VACUUM;';
  expect(before(text, 0)).toEqual([]);
  expect(before(text, 2)).toEqual(['SET search_path TO app', 'SET ROLE r']);
  expect(before(text, 4)).toEqual(['SET search_path TO app', 'SET ROLE r', 'RESET ROLE']);
});

it('leaves out what ends with its transaction', () => {
  const text = 'BEGIN; SET LOCAL a.b = 1; SET CONSTRAINTS ALL DEFERRED; SET TRANSACTION READ WRITE; COMMIT; VACUUM;';
  expect(before(text, 1)).toEqual([]);
});
