import { testMajors } from '../../../../testing/servers/test-majors';
import { useClient, useDatabase, useServer } from '../../../../testing/servers/use-database';
import { explainRightForm } from './explain-right-form';

describe.each(testMajors(14, 18))('PostgreSQL %i', (major) => {
  const server = useServer({ major });
  const database = useDatabase(server);
  const client = useClient(database);

  it.each([
    ['CREATE POLICY p ON t FOR SELECT USING (true) WITH CHECK (false)', /^Leave WITH CHECK out/],
    ['CREATE POLICY p ON t FOR INSERT USING (true)', /^Write WITH CHECK/],
    ['CREATE POLICY p ON t FOR UPDATE USING (true) WITH CHECK (id = NEW.id)', /BEFORE UPDATE trigger/],
    ['CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION missing()', /^Make the function first/],
    ['CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION number()', /RETURNS trigger/],
    ['SELECT FROM nowhere', undefined],
  ])('%s', async (statement, hint) => {
    await client.query("CREATE TABLE t (id int); CREATE FUNCTION number() RETURNS int LANGUAGE sql AS 'SELECT 1'");
    const thrown: unknown = await client.query(statement).catch((reason: unknown) => reason);
    const { message, code: sqlState } = thrown as { readonly message: string; readonly code: string };
    const error = { hint: undefined, location: undefined, excerpt: undefined, fields: {} };
    const explained = explainRightForm({ ...error, code: 'STEP_FAILED', message, sqlState });
    expect(explained?.hint ?? '').toMatch(hint ?? /^$/);
  });
});
