import type { BenchmarkCase } from '../../benchmark/verdict/benchmark-result';
import { escapeMarkup } from '../report/escape-markup';

const width = 300;
const height = 58;
/** Between the names of the lanes, and what the last circle needs. */
const [left, right] = [48, 8];

/**
 * The times of a query as a picture: a lane for each side, a circle for each run, a line at the median, and one through
 * both lanes where the budget ends. The axis is logarithmic where the slowest run took more than 20 times the fastest.
 * Empty when nothing was measured.
 */
export function plotTimes({ before, after, maxSlowdown }: BenchmarkCase): string {
  const times = [...before.timesMs, ...after.timesMs];
  const { p50Ms } = before;
  if (times.length === 0 || p50Ms === undefined) return '';
  const limitMs = p50Ms * maxSlowdown;
  const scale = openScale([...times, limitMs]);
  const lane = (name: string, y: number, timesMs: readonly number[], medianMs: number | undefined, colour: string) => [
    `<text x="0" y="${y + 4}" font-size="11">${name}</text>`,
    `<line x1="${left}" x2="${width - right}" y1="${y}" y2="${y}" stroke="#ddd"/>`,
    ...timesMs.map((time) => `<circle cx="${scale.place(time)}" cy="${y}" r="3" fill="${colour}" fill-opacity=".45"/>`),
    ...(medianMs === undefined ? [] : [vertical(scale.place(medianMs), y - 8, y + 8, colour)]),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escapeMarkup(`Times before and after; the budget ends at ${label(limitMs)}`)}</title>`,
    `<line x1="${scale.place(limitMs)}" x2="${scale.place(limitMs)}" y1="4" y2="42" stroke="#888" stroke-dasharray="3 2"/>`,
    ...lane('before', 13, before.timesMs, before.p50Ms, '#57606a'),
    ...lane('after', 33, after.timesMs, after.p50Ms, '#0969da'),
    `<text x="${left}" y="55" font-size="10">${label(scale.from)}</text>`,
    `<text x="${width - right}" y="55" font-size="10" text-anchor="end">${label(scale.to)}${scale.kind === 'log' ? ', log' : ''}</text>`,
    '</svg>',
  ].join('');
}

interface Scale {
  readonly kind: 'linear' | 'log';
  readonly from: number;
  readonly to: number;
  /** Where a time is, in pixels. */
  readonly place: (time: number) => string;
}

function openScale(times: readonly number[]): Scale {
  const [fastest, to] = [Math.max(Math.min(...times), shortestMs), Math.max(...times, shortestMs)];
  const kind = to / fastest > 20 ? 'log' : 'linear';
  const from = kind === 'log' ? fastest : 0;
  const share = (time: number) =>
    kind === 'log' ? Math.log(Math.max(time, from) / from) / Math.log(to / from) : time / to;
  return { kind, from, to, place: (time) => (left + share(time) * (width - left - right)).toFixed(1) };
}

const shortestMs = 0.001;

function vertical(x: string, from: number, to: number, colour: string): string {
  return `<line x1="${x}" x2="${x}" y1="${from}" y2="${to}" stroke="${colour}" stroke-width="2"/>`;
}

function label(timeMs: number): string {
  return `${Number(timeMs.toPrecision(3))} ms`;
}
