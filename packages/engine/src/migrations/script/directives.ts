import { locateOffset } from '../../sql/text/positions';
import { parseDuration } from '../duration';
import type { Directives, Requirement } from '../migration';
import { hasStatement } from './has-statement';
import { findHeadEnd } from './script-head';

/** What a script is for; it decides which directives mean anything in it. */
export type ScriptRole = 'up' | 'down' | 'verify' | 'repeatable' | 'test-data' | 'script' | 'hook';

/** A `-- pgrestify:` line that is not understood (`error`), or is not read because of where it stands (`warning`). */
export interface DirectiveProblem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** What the head of a script says. */
export interface ParsedHead {
  readonly directives: Directives;
  readonly problems: readonly DirectiveProblem[];
  /** Whether the script has no statement: see `hasStatement`. */
  readonly isEmpty: () => boolean;
}

/** Stands in each of them. */
const marker = Buffer.from('pgrestify:');

/** Directives of a script that has none. */
export const noDirectives: Directives = { requires: [], runAfterMigrations: false, runAlways: false };

/**
 * Reads the `-- pgrestify: <directive>` lines before the first statement, also those inside a block comment there.
 * A line further down is a problem too, since it would be ignored in silence. `text` is normalised; of a large script
 * its beginning is enough.
 */
export function parseDirectives(text: Buffer, role: ScriptRole): ParsedHead {
  const isEmpty = () => !hasStatement(text, findHeadEnd(text));
  // Most scripts have none: one search of the bytes, without decoding them.
  if (!text.includes(marker)) return { directives: noDirectives, problems: [], isEmpty };
  const headEnd = findHeadEnd(text);
  const problems: DirectiveProblem[] = [];
  let directives = noDirectives;
  const seen = new Set<string>();
  for (const found of findLines(text.toString('utf8', 0, headEnd))) {
    const result = parseDirective(found, role);
    if (typeof result === 'string') {
      problems.push({ severity: 'error', message: result, line: found.line, column: found.column });
    } else if (result.name !== 'requires' && seen.has(result.name)) {
      problems.push({
        severity: 'error',
        message: `\`${result.name}\` is said twice`,
        line: found.line,
        column: found.column,
      });
    } else {
      seen.add(result.name);
      directives = result.change(directives);
    }
  }
  return { directives, problems: [...problems, ...findLate(text, headEnd)], isEmpty };
}

interface DirectiveLine {
  /** What stands after the colon. */
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

interface KnownDirective {
  readonly name: string;
  readonly change: (directives: Directives) => Directives;
}

const prefix = /^\s*--\s*pgrestify:\s*/;

function findLines(text: string): readonly DirectiveLine[] {
  return text.split('\n').flatMap((content, index) => {
    const before = prefix.exec(content)?.[0];
    if (before === undefined) return [];
    return [{ text: content.slice(before.length).trimEnd(), line: index + 1, column: before.length + 1 }];
  });
}

/** What a directive takes, and where it may stand. */
interface Rule {
  readonly syntax: string;
  readonly roles: readonly ScriptRole[];
  /** Undefined when the value is not understood. */
  readonly parse: (value: string, line: number) => ((directives: Directives) => Directives) | undefined;
}

const rules: Readonly<Record<string, Rule>> = {
  transaction: {
    syntax: 'transaction off',
    roles: ['up', 'down', 'repeatable', 'test-data', 'script'],
    parse: (value) => (value === 'off' ? (directives) => ({ ...directives, transaction: 'off' }) : undefined),
  },
  'lock-timeout': {
    syntax: 'lock-timeout <duration: 500ms, 5s, 10min, 1h, 0>',
    roles: ['up', 'down', 'verify', 'repeatable', 'test-data', 'script'],
    parse: (value) => withDuration(value, (lockTimeoutMs) => ({ lockTimeoutMs })),
  },
  'statement-timeout': {
    syntax: 'statement-timeout <duration: 500ms, 5s, 10min, 1h, 0>',
    roles: ['up', 'down', 'verify', 'repeatable', 'test-data', 'script'],
    parse: (value) => withDuration(value, (statementTimeoutMs) => ({ statementTimeoutMs })),
  },
  requires: {
    syntax: 'requires <project>:<version>',
    roles: ['up', 'repeatable', 'test-data'],
    parse: (value, line) => {
      const requirement = parseRequirement(value, line);
      return requirement && ((directives) => ({ ...directives, requires: [...directives.requires, requirement] }));
    },
  },
  irreversible: {
    syntax: 'irreversible <reason>',
    roles: ['up', 'down'],
    parse: (value) => (value === '' ? undefined : (directives) => ({ ...directives, irreversible: value })),
  },
  draft: {
    syntax: 'draft',
    roles: ['up'],
    parse: (value) => (value === '' ? (directives) => ({ ...directives, draft: true }) : undefined),
  },
  'run after-migrations': {
    syntax: 'run after-migrations',
    roles: ['repeatable'],
    parse: (value) => (value === '' ? (directives) => ({ ...directives, runAfterMigrations: true }) : undefined),
  },
  'run always': {
    syntax: 'run always',
    roles: ['repeatable', 'test-data'],
    parse: (value) => (value === '' ? (directives) => ({ ...directives, runAlways: true }) : undefined),
  },
};

/** The directive of a line, or what is wrong with it. */
function parseDirective(found: DirectiveLine, role: ScriptRole): KnownDirective | string {
  // `run always` and `run after-migrations` are two directives, so that each may be said once.
  const match = /^(run\s+\S+|\S+)(?:\s+(.*))?$/.exec(found.text);
  const name = match?.[1]?.replace(/\s+/, ' ') ?? '';
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (!rule) {
    return `unknown directive \`${found.text}\`; known are ${syntaxes(role)}`;
  }
  if (!rule.roles.includes(role)) return `\`${name}\` means nothing here; known are ${syntaxes(role)}`;
  const change = rule.parse(match?.[2] ?? '', found.line);
  return change ? { name, change } : `\`${found.text}\` is not understood; write \`${rule.syntax}\``;
}

function syntaxes(role: ScriptRole): string {
  const known = Object.values(rules)
    .filter(({ roles }) => roles.includes(role))
    .map(({ syntax }) => `\`${syntax}\``);
  return known.length === 0 ? 'none' : known.join(', ');
}

function withDuration(value: string, field: (durationMs: number) => Partial<Directives>) {
  const durationMs = parseDuration(value);
  return durationMs === undefined
    ? undefined
    : (directives: Directives): Directives => ({ ...directives, ...field(durationMs) });
}

/** A project's name may hold colons (Gradle's do), so the last one divides. */
function parseRequirement(value: string, line: number): Requirement | undefined {
  const match = /^(\S+):([^:]+)$/.exec(value);
  const [project, version] = [match?.[1], match?.[2]?.trim()];
  return project && version ? { project, version, line } : undefined;
}

function findLate(text: Buffer, headEnd: number): readonly DirectiveProblem[] {
  const before = locateOffset(text, headEnd);
  return findLines(text.toString('utf8', headEnd)).map((found) => ({
    severity: 'warning',
    message: `\`${found.text}\` stands below the first statement, where it is not read; move it to the head of the script`,
    line: found.line + before.line - 1,
    column: found.column,
  }));
}
