import { collectReport } from './collect-report';
import { renderReport } from './render-report';
import type { Report } from './report';
import type { ReportKind } from './report-path';

const at = new Date('2026-01-01T00:00:00.000Z');
const hostile = `</pre></td>]]>--><script>alert("x")</script> & '@everyone' | \`\`\` ~~~ \0\x1b[31m \ud800 \u2028 ‮`;

const collector = collectReport({
  command: 'migrate',
  project: hostile,
  configPath: 'apps/api/pgrestify.config.ts',
  sourceUrl: undefined,
  startedAt: at,
  versions: { engine: '0.1.0', node: '20.19.0' },
});
const base = collector.derive({ kind: 'running' }, 0);
const step: Report['steps'][number] = {
  id: '001_a',
  action: 'up',
  path: 'sql/001_a/up.sql',
  mode: 'transactional',
  outcome: 'succeeded',
  durationMs: 1_200,
  statements: 2,
  progress: undefined,
  attempts: 1,
  error: undefined,
  note: undefined,
  sql: undefined,
};
const error = {
  code: 'STEP_FAILED' as const,
  message: hostile,
  hint: hostile,
  location: { path: hostile, line: 3, column: 8 },
  excerpt: hostile,
  sqlState: '42601',
  fields: {},
};
const failed = { ...step, id: hostile, path: hostile, outcome: 'failed' as const, error, note: hostile, sql: hostile };
const refusal = { code: 'CHANGED' as const, message: hostile, ids: [hostile], hint: hostile, waivedBy: '--redo' };
const finding = {
  severity: 'error',
  check: 'files',
  code: 'CHANGED',
  message: hostile,
  ids: [],
  path: hostile,
} as const;
const full: Report = {
  ...base,
  environment: hostile,
  database: hostile,
  outcome: 'failed',
  isComplete: true,
  steps: [step, failed],
  refusals: [refusal],
  notices: [{ severity: 'NOTICE', message: hostile, ids: [hostile] }],
  error,
  checks: [{ name: 'files', outcome: 'failed', findings: 1, durationMs: 3 }],
  findings: [finding],
  dropped: [hostile],
  problems: [{ severity: 'error', code: 'FILE_ENCODING', message: hostile, path: hostile }],
};

/** The elements of well-formed XML, as `parent/child`; throws where it is not well-formed. As strict as these need. */
function elementsOf(xml: string): readonly string[] {
  const found: string[] = [];
  const open: string[] = [];
  const body = xml.replace(/^<\?xml [^>]*\?>\n<!-- pgrestify-report -->/, '');
  const token = /<(\/?)([a-z-]+)((?: [a-z-]+="[^"<]*")*)(\/?)>|[^<]+/gy;
  for (let match = token.exec(body); match; match = token.exec(body)) {
    const [text, slash, name, , empty] = match;
    if (/&(?!#\d+;)/.test(text)) throw new Error(`bare & in ${text}`);
    if (name === undefined) continue;
    if (slash && open.pop() !== name) throw new Error(`</${name}> closes nothing`);
    if (slash) continue;
    found.push([...open, name].join('/'));
    if (!empty) open.push(name);
    if (token.lastIndex === body.length) return found;
  }
  if (open.length > 0 || !body.trimEnd().endsWith('</testsuites>')) throw new Error(`not well-formed at ${open}`);
  return found;
}

describe('renderReport', () => {
  it('as JSON is the whole report, with a version', () => {
    const read = JSON.parse(renderReport(full, 'json'));
    expect(read).toMatchObject({ type: 'pgrestify-report', reportVersion: 1, startedAt: at.toISOString() });
    expect(read.steps[1].error.message).toBe(hostile);
  });

  it('as JUnit is well-formed whatever it holds, a case for each step and check, and for what stands against the run', () => {
    const xml = renderReport(full, 'junit');
    const elements = elementsOf(xml);
    const count = (path: string) => elements.filter((element) => element.endsWith(path)).length;
    expect(count('/testcase')).toBe(5);
    expect(count('testcase/failure')).toBe(3);
    expect(count('testcase/error')).toBe(1);
    expect(xml).toContain('tests="5" failures="3" errors="1" skipped="0"');
    // What XML 1.0 has not.
    expect([...xml].filter((character) => '\0\x1b\ud800'.includes(character))).toEqual([]);
  });

  it('as JUnit has a case also when there was nothing to do', () => {
    const idle: Report = { ...base, project: 'api', outcome: 'nothing-to-do', isComplete: true };
    expect(renderReport(idle, 'junit')).toContain('tests="1" failures="0" errors="0"');
  });

  it.each<[Report['outcome'], boolean]>([
    ['cancelled', true],
    ['cancelled', false],
    ['unfinished', false],
  ])('as JUnit has an error for one that is %s (complete: %s)', (outcome, isComplete) => {
    expect(renderReport({ ...base, outcome, isComplete }, 'junit')).toContain('errors="1"');
  });

  it('as HTML has no markup but its own, and a policy that lets nothing run', () => {
    const html = renderReport(full, 'html');
    const names = new Set([...html.matchAll(/<([a-z0-9]+)/gi)].map(([, name]) => name));
    expect([...names].sort()).toEqual(
      ['body', 'details', 'h1', 'h2', 'head', 'html', 'meta', 'pre', 'style', 'summary', 'table', 'td', 'th'].concat([
        'title',
        'tr',
      ]),
    );
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/\s(src|href|on\w+)=/);
  });

  it.each<[Report['unsettled'], string]>([
    [[], '<h1 class="succeeded">status api: succeeded</h1>'],
    [[{ severity: 'waiting', reason: '2 pending' }], '<h1 class="waiting">status api: 2 pending</h1>'],
    [
      [
        { severity: 'wrong', reason: '1 failed' },
        { severity: 'waiting', reason: '2 pending' },
      ],
      '<h1 class="wrong">status api: 1 failed, 2 pending</h1>',
    ],
  ])('as HTML has the colour of what a status found, and says it: %j', (unsettled, heading) => {
    const status: Report = { ...base, command: 'status', project: 'api', outcome: 'succeeded', isComplete: true };
    expect(renderReport({ ...status, unsettled }, 'html')).toContain(heading);
  });

  it('as Markdown puts what comes from outside into code, where it is neither markup nor a mention', () => {
    const markdown = renderReport(full, 'markdown');
    const fenced = /^(`{3,})text\n[\s\S]*?^\1$/gm;
    const outside = markdown.replace(fenced, '').replace(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
    expect(outside).not.toMatch(/@|<script|alert\(/);
  });

  it('as Markdown fits into a comment, what went wrong first', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => ({ ...step, id: `step_${at}` }));
    const long = { ...failed, error: { ...error, message: 'm'.repeat(1_000_000) } };
    const markdown = renderReport({ ...full, steps: [...many, long, long] }, 'markdown');
    expect(markdown.length).toBeLessThan(65_536);
    expect(markdown).toContain('4902 more are not shown.');
    expect(markdown.indexOf('| failed |')).toBeLessThan(markdown.indexOf('| succeeded |'));
  });

  it.each<ReportKind>(['json', 'markdown', 'html', 'junit'])('as %s has all that a reset drops, or would', (kind) => {
    const lines = Array.from({ length: 40 }, (_, at) => `schema tenant_${at}`);
    for (const list of [{ dropped: lines }, { wouldDrop: lines }]) {
      expect(renderReport({ ...base, ...list }, kind)).toContain('tenant_39');
    }
  });

  it.each<ReportKind>(['json', 'markdown', 'html', 'junit'])('as %s is marked, and says database and step', (kind) => {
    const text = renderReport({ ...full, database: 'app@db:5432/shop' }, kind);
    expect(text.slice(0, 512)).toContain('pgrestify-report');
    expect(text).toContain('app@db:5432/shop');
    expect(text).toContain('001_a');
  });
});
