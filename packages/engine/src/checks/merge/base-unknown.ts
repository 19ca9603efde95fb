import type { BaseReading } from '../../ports';
import { type Finding, findingOf } from '../finding';

/** That nothing is known of a base, as loud as it was asked for; nothing where there is no history at all. */
export function describeUnknownBase({
  ref: { name, saidBy },
  why,
  because,
}: Extract<BaseReading, { known: false }>): readonly Finding[] {
  const about = { check: 'merge', code: 'BASE_UNKNOWN', ids: [] } as const;
  const message = (source: string) => `${source} is not known here, so nothing is compared with it: ${why}.`;
  switch (saidBy) {
    case 'option':
      return [findingOf({ ...about, severity: 'error', message: message(`--base=${name}`) })];
    case 'NX_BASE':
      return [findingOf({ ...about, severity: 'warning', message: message(`NX_BASE=${name}`) })];
    case 'nx.json':
    case 'default':
      if (because === 'no-history') return [];
      return [findingOf({ ...about, severity: 'notice', message: message(`The base ${name}`) })];
  }
}
