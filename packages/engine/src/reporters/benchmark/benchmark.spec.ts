import type { BenchmarkCase, BenchmarkResult, BenchmarkSide } from '../../benchmark/verdict/benchmark-result';
import { collectReport } from '../report/collect-report';
import { renderReport } from '../report/render-report';
import { benchmarkHtml } from './benchmark-html';
import { describeBenchmarkCase, describeVerdicts } from './describe-case';
import { plotTimes } from './plot-times';

const side = (timesMs: readonly number[], change: Partial<BenchmarkSide> = {}): BenchmarkSide => ({
  timesMs,
  p50Ms: timesMs[0],
  p95Ms: timesMs.at(-1),
  variation: 0.1,
  rows: 100,
  buffers: 103,
  plan: 'Index Scan using posts_author on posts',
  error: undefined,
  ...change,
});

const slower: BenchmarkCase = {
  name: 'by-author',
  path: 'sql/benchmarks/by-author.sql',
  statement: 'SELECT * FROM posts WHERE author_id = $1',
  parameters: 'author_id=<7>, text=a\nb',
  verdict: 'slower',
  reason: 'it takes 22.3 times as long, and 1.2 times is the budget',
  factor: 22.31,
  maxSlowdown: 1.2,
  before: side([0.19, 0.2, 0.251]),
  after: side([4.239, 4.4, 5.6], { buffers: 637, plan: 'Seq Scan on posts' }),
  planChanges: [{ kind: 'seq-scan-now', text: 'Seq Scan on posts, was Index Scan using posts_author on posts' }],
  planDifference: ['- Index Scan using posts_author on posts', '+ Seq Scan on posts'],
};
const same: BenchmarkCase = {
  ...slower,
  name: 'all',
  parameters: '',
  verdict: 'within-budget',
  reason: 'it takes 1 times as long',
  after: slower.before,
  planChanges: [],
  planDifference: ['  Seq Scan on posts'],
};

it('a slower query says by how much, in which figures, and what its plan does now', () => {
  expect(describeBenchmarkCase(slower)).toEqual([
    'by-author (author_id=<7>, text=a b): it takes 22.3 times as long, and 1.2 times is the budget',
    'p50 0.19 → 4.24 ms, p95 0.251 → 5.6 ms, 100 rows, 103 → 637 buffers',
    'plan: Seq Scan on posts, was Index Scan using posts_author on posts',
    '- Index Scan using posts_author on posts',
    '+ Seq Scan on posts',
  ]);
});

it('a query that is as fast as before is said in two lines', () => {
  expect(describeBenchmarkCase(same)).toEqual([
    'all: it takes 1 times as long',
    'p50 0.19 ms, p95 0.251 ms, 100 rows, 103 buffers',
  ]);
});

it('a query that works no longer shows where, and the plan that it had', () => {
  const error = {
    code: 'BENCHMARK_FAILED',
    message: 'q.sql:1:8: column "b" does not exist.',
    excerpt: '1 | SELECT b FROM t\n  |        ^',
    hint: undefined,
    location: undefined,
    sqlState: '42703',
    fields: {},
  } as const;
  const after = side([], {
    p50Ms: undefined,
    p95Ms: undefined,
    rows: undefined,
    buffers: undefined,
    plan: undefined,
    error,
  });
  expect(describeBenchmarkCase({ ...same, verdict: 'fails-now', reason: 'it works before', after })).toEqual([
    'all: it works before',
    '1 | SELECT b FROM t',
    '  |        ^',
    'before:',
    'Index Scan using posts_author on posts',
  ]);
});

it('verdicts are counted, the worst first', () => {
  const cases = [same, slower, { ...same, verdict: 'noise' } as const, same];
  const result: BenchmarkResult = { outcome: 'failed', cases, leftOut: [{ statement: 'x', calls: 1, reason: 'y' }] };
  expect(describeVerdicts(result)).toBe('1 over the budget, 1 not judged, 2 within the budget, 1 statement left out');
  expect(describeVerdicts({ ...result, cases: [], leftOut: [] })).toBe('nothing to compare');
});

describe('the picture of times', () => {
  it('has a circle for each run, and a logarithmic axis where they are far apart', () => {
    const svg = plotTimes(slower);
    expect(svg.match(/<circle /g)).toHaveLength(6);
    expect(svg).toContain('5.6 ms, log</text>');
    expect(plotTimes(same)).not.toContain('log');
    expect(svg).toContain('the budget ends at 0.228 ms');
  });

  it('places times between its ends', () => {
    const places = [...plotTimes(slower).matchAll(/cx="([\d.]+)"/g)].map(([, x]) => Number(x));
    expect(Math.min(...places)).toBe(48);
    expect(Math.max(...places)).toBe(292);
  });

  it('is none where nothing was measured', () => {
    expect(plotTimes({ ...slower, before: side([]), after: side([]) })).toBe('');
  });
});

describe('a report', () => {
  const startedAt = new Date(0);
  const subject = {
    command: 'migrate',
    project: 'api',
    configPath: 'apps/api/pgrestify.config.ts',
    sourceUrl: undefined,
    startedAt,
    versions: { engine: '1', node: '20' },
  };
  const collector = collectReport(subject);
  const benchmark: BenchmarkResult = {
    outcome: 'failed',
    cases: [slower, same, { ...same, name: 'sleep', verdict: 'noise', reason: 'its times vary' }],
    leftOut: [],
  };
  collector.report({ type: 'benchmark-finished', at: startedAt, benchmark });
  const report = collector.derive({ kind: 'running' }, 0);

  it('as Markdown has what fails with both plans, and all in a table', () => {
    const text = renderReport(report, 'markdown');
    expect(text).toContain('#### Benchmark: 1 over the budget, 1 not judged, 1 within the budget');
    expect(text).toContain('+ Seq Scan on posts');
    expect(text).toContain('| slower | `by-author (author_id=<7>, text=a b)` | 22.3 | 0.19 → 4.24 |');
    expect(text).toContain('| ok | `all` | 22.3 | 0.19 | 0.251 | 103 | same |');
  });

  it('as JUnit has a test for each query: failed, passed, or skipped since nothing can be said', () => {
    const text = renderReport(report, 'junit');
    expect(text).toContain('failures="1"');
    expect(text).toContain('skipped="1"');
    expect(text).toContain(
      'name="benchmark all" classname="api.migrate" file="sql/benchmarks/by-author.sql" time="0.000"/>',
    );
  });

  it('as JSON has every time', () => {
    expect(JSON.parse(renderReport(report, 'json')).benchmark.cases[0].before.timesMs).toEqual([0.19, 0.2, 0.251]);
  });
});

it('the box opens what fails the run, and escapes what comes from files', () => {
  const html = benchmarkHtml({ outcome: 'failed', cases: [slower, same], leftOut: [] });
  expect(html).toContain('<h2>Benchmark: 1 over the budget, 1 within the budget</h2>');
  expect(html.match(/<details open>/g)).toHaveLength(1);
  expect(html).toContain('<td class="slower">slower</td><td>by-author (author_id=&#60;7&#62;, text=a b)</td>');
  expect(html.match(/<svg /g)).toHaveLength(2);
});
