const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 };

/** Milliseconds of `250`, `"250ms"`, `"5s"`, `"2min"` or `"1h"`; undefined when it is none of these. */
export function parseDurationMs(value: number | string): number | undefined {
  if (typeof value === 'number') return value;
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|min|h)$/.exec(value) ?? [];
  const factor = unitMs[unit];
  return digits === undefined || factor === undefined ? undefined : Math.round(Number(digits) * factor);
}
