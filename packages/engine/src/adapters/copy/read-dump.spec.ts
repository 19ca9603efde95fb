import { readDump } from './read-dump';

const dump = `--
-- PostgreSQL database dump
--
\\restrict abc
SET statement_timeout = 0;
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $_$ SELECT '
COPY t (a) FROM stdin;
\\.
'; $_$;
COPY public.t (a, b) FROM stdin;
1	one; 'two
2	\\\\.
\\.


COPY public.empty (a) FROM stdin;
\\.


ALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (a);
\\unrestrict abc
`;

const expected = [
  'SET statement_timeout = 0',
  "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $_$ SELECT '\nCOPY t (a) FROM stdin;\n\\.\n'; $_$",
  "COPY public.t (a, b) FROM stdin < 1\tone; 'two\n2\t\\\\.\n",
  'COPY public.empty (a) FROM stdin < ',
  'ALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (a)',
];

async function* inPieces(text: string, length: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function partsOf(text: string, length: number): Promise<readonly string[]> {
  const parts: string[] = [];
  for await (const part of readDump(inPieces(text, length))) {
    if (part.kind === 'statement') parts.push(part.text);
    else {
      let data = '';
      for await (const bytes of part.data) data += bytes.toString('utf8');
      parts.push(`${part.text} < ${data}`);
    }
  }
  return parts;
}

it.each([1, 2, 3, 7, 64, 10_000])('is read the same in pieces of %i bytes', async (length) => {
  expect(await partsOf(dump, length)).toEqual(expected);
});

it('that ends in the middle of data gives what came of it', async () => {
  expect(await partsOf(dump.slice(0, dump.indexOf('2\t') + 3), 5)).toEqual([
    ...expected.slice(0, 2),
    "COPY public.t (a, b) FROM stdin < 1\tone; 'two\n2\t\\",
  ]);
});
