import { type BenchmarkCase, type BenchmarkResult, failsRun } from '../../benchmark/verdict/benchmark-result';
import { escapeMarkup } from '../report/escape-markup';
import {
  describeBenchmarkCase,
  describeBoth,
  describeVerdicts,
  nameBenchmarkCase,
  verdictWords,
} from './describe-case';
import { plotTimes } from './plot-times';

/** The box of a benchmark: a row for each query with its times as a picture, then what each plan does otherwise. */
export function benchmarkHtml(result: BenchmarkResult): string {
  const head = ['verdict', 'query', 'factor', 'p50, ms', 'p95, ms', 'rows', 'buffers', 'times'];
  const { cases, leftOut } = result;
  return [
    `<section class="benchmark">\n<h2>Benchmark: ${escapeMarkup(describeVerdicts(result))}</h2>`,
    ...(cases.length === 0
      ? []
      : [`<table><tr>${head.map((name) => `<th>${name}</th>`).join('')}</tr>`, ...cases.map(rowOf), '</table>']),
    ...cases.map(detailsOf),
    ...(leftOut.length === 0 ? [] : [describeLeftOut(result)]),
    '</section>',
  ].join('\n');
}

/** Styles of the box, beside those of the page. */
export const benchmarkStyle = `
.benchmark { border: 1px solid #ddd; border-radius: .4rem; margin-top: 2rem; padding: 0 1rem 1rem; }
.benchmark h2 { margin-top: 1rem; }
.benchmark svg { display: block; }
.slower, .fails, .fails-now { color: #cf222e; }
.faster { color: #1a7f37; font-weight: bold; }
.noise, .plan-only, .new { color: #57606a; }
`;

function rowOf(found: BenchmarkCase): string {
  const { verdict, factor, before, after } = found;
  const cells = [
    nameBenchmarkCase(found),
    factor === undefined ? '' : String(Number(factor.toPrecision(3))),
    describeBoth(before.p50Ms, after.p50Ms),
    describeBoth(before.p95Ms, after.p95Ms),
    describeBoth(before.rows, after.rows),
    describeBoth(before.buffers, after.buffers),
  ];
  const texts = cells.map((cell) => `<td>${escapeMarkup(cell)}</td>`).join('');
  return `<tr><td class="${verdict}">${verdictWords[verdict]}</td>${texts}<td>${plotTimes(found)}</td></tr>`;
}

/** Open where the run fails for it. */
function detailsOf(found: BenchmarkCase): string {
  const [reason = '', ...lines] = describeBenchmarkCase(found);
  const body = [found.statement, '', ...lines].join('\n');
  const open = failsRun(found.verdict) ? ' open' : '';
  return `<details${open}><summary>${escapeMarkup(reason)}</summary><pre>${escapeMarkup(body)}</pre></details>`;
}

function describeLeftOut({ leftOut }: BenchmarkResult): string {
  const lines = leftOut.map(({ statement, calls, reason }) => `${statement}\n  called ${calls} times. ${reason}`);
  return `<details><summary>Left out</summary><pre>${escapeMarkup(lines.join('\n'))}</pre></details>`;
}
