import type { CommandDeclaration } from './option-declaration';

/** An option that does not go with one that is given, or not without one that is missing. */
export interface OptionConflict {
  readonly kind: 'excludes' | 'requires';
  readonly option: string;
  /** The one that contradicts it; or those of which one is needed. */
  readonly others: readonly string[];
}

/** The first conflict among the given options, in the order of their declarations; undefined when all go together. Pure. */
export function findConflict(
  { options: declared }: CommandDeclaration,
  options: Readonly<Record<string, unknown>>,
): OptionConflict | undefined {
  const given = Object.entries(declared).filter(([name]) => isGiven(options[name]));
  for (const [option, { excludes = [] }] of given) {
    const other = excludes.find((name) => isGiven(options[name]));
    if (other !== undefined) return { kind: 'excludes', option, others: [other] };
  }
  for (const [option, { requires: others }] of given) {
    if (others !== undefined && !others.some((name) => isGiven(options[name]))) {
      return { kind: 'requires', option, others };
    }
  }
  return undefined;
}

/** `false` asks for nothing, as when it is left out. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== false;
}
