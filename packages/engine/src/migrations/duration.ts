const unitMs = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 } as const;

/** Largest value of a timeout setting of PostgreSQL, in milliseconds. */
const maxMs = 2_147_483_647;

/** Milliseconds of `500ms`, `5s`, `10min`, `2h`, or `0` for no limit; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const match = /^(\d+) ?(ms|s|min|h)$/.exec(text);
  const unit = match?.[2];
  if (!match || !isUnit(unit)) return undefined;
  const durationMs = Number(match[1]) * unitMs[unit];
  return durationMs <= maxMs ? durationMs : undefined;
}

function isUnit(text: string | undefined): text is keyof typeof unitMs {
  return text !== undefined && Object.hasOwn(unitMs, text);
}
