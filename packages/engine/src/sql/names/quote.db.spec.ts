import { Client } from 'pg';
import fc from '../../../testing/properties';

import { canEscapeInPlainStrings, testMajors } from '../../../testing/servers/test-majors';
import { startTestServer, type TestServer } from '../../../testing/servers/test-server';
import { alwaysQuoteIdentifier, quoteIdentifier, quoteLiteral } from './quote';
import { reservedWords } from './reserved-words';

describe.each(testMajors(14, 18))('quoting on PostgreSQL %i', (major) => {
  let server: TestServer;
  let client: Client;
  beforeAll(async () => {
    server = await startTestServer({ major });
    client = new Client(await server.createDatabase());
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await server.stop();
  });

  // A name of more than 63 bytes would be cut.
  const hostileText = fc
    .array(
      fc.oneof(
        fc.constantFrom('"', "'", '\\', '$$', '--', ';', '\n', ' ', 'A', '\u202e'),
        fc.string({ unit: 'binary' }),
      ),
      {
        maxLength: 6,
      },
    )
    .map((parts) => parts.join('').replaceAll('\0', ''));
  const hostileName = hostileText.filter((name) => name !== '' && Buffer.byteLength(name) <= 63);

  it.each([
    ['quoteIdentifier', quoteIdentifier],
    ['alwaysQuoteIdentifier', alwaysQuoteIdentifier],
  ])('%s brings any name to the server and back', async (_, quote) => {
    await fc.assert(
      fc.asyncProperty(hostileName, async (name) => {
        const { fields } = await client.query(`SELECT 1 AS ${quote(name)}`);
        expect(fields[0].name).toBe(name);
      }),
      { numRuns: 200 },
    );
  });

  it.each(canEscapeInPlainStrings(major) ? ['on', 'off'] : ['on'])(
    'quoteLiteral brings any text there and back with conforming strings %s',
    async (setting) => {
      await client.query(`SET standard_conforming_strings = ${setting}`);
      await fc.assert(
        fc.asyncProperty(hostileText, async (value) => {
          const { rows } = await client.query(`SELECT ${quoteLiteral(value)}::text AS value`);
          expect(rows[0].value).toBe(value);
        }),
        { numRuns: 200 },
      );
    },
  );

  it('knows every word that the server reserves', async () => {
    const { rows } = await client.query("SELECT word FROM pg_get_keywords() WHERE catcode <> 'U'");
    expect(rows.map(({ word }) => word).filter((word) => !reservedWords.has(word))).toEqual([]);
  });

  it('quotes whatever quote_ident quotes', async () => {
    const { rows } = await client.query(
      "SELECT word, quote_ident(word) AS quoted FROM pg_get_keywords() WHERE quote_ident(word) LIKE '\"%'",
    );
    expect(rows.map(({ word }) => quoteIdentifier(word))).toEqual(rows.map(({ quoted }) => quoted));
  });
});
