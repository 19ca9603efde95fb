const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Units as people write them. `m` is a minute, as on other command lines; a month has no fixed length and is none. */
const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  sec: 1000,
  m: minuteMs,
  min: minuteMs,
  h: 60 * minuteMs,
  d: dayMs,
  w: 7 * dayMs,
};

const pattern = new RegExp(`^(\\d+) ?(${Object.keys(unitMs).join('|')})$`);

/** The same for a config, whose shape is checked before its values are read. `0` is no limit. */
export const durationPattern = new RegExp(`^(0|\\d{1,6} ?(${Object.keys(unitMs).join('|')}))$`);

/** Largest value of a timeout setting of PostgreSQL, in milliseconds. */
const maxMs = 2_147_483_647;

/**
 * Milliseconds of `500ms`, `5s`, `10min` or `10m`, `2h`, `3d`, or `0` for no limit; undefined for anything else, and for
 * more than PostgreSQL can wait.
 */
export function parseDuration(text: string): number | undefined {
  const durationMs = text === '0' ? 0 : parseSpan(text);
  return durationMs !== undefined && durationMs <= maxMs ? durationMs : undefined;
}

/** As `parseDuration`, of any length: a span of time that nobody waits for. */
export function parseSpan(text: string): number | undefined {
  const [, count, unit = ''] = pattern.exec(text) ?? [];
  const perUnit = unitMs[unit];
  return perUnit === undefined ? undefined : Number(count) * perUnit;
}
