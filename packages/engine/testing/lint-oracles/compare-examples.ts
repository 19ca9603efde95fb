import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleExample, RuleMeta } from '../../src/lint/rule-meta';
import { rulesFoundIn } from '../lint/review-sql';
import type { RuleMeaning } from '../lint-corpus/concepts';
import { languageServerRules } from '../lint-corpus/tools/language-server-rules';
import { ourRules } from '../lint-corpus/tools/our-rules';
import { runLanguageServer } from '../lint-corpus/tools/run-language-server';
import { runSquawk } from '../lint-corpus/tools/run-squawk';
import { squawkRules } from '../lint-corpus/tools/squawk-rules';
import type { ToolFinding } from '../lint-corpus/tools/tool-finding';
import { makeTemporaryFolder } from '../test-run/temporary-folder';

/** A linter that ours is compared with. */
export type Oracle = 'squawk' | 'postgres-language-server';

/** An example of which one of the two says something and the other nothing. */
export interface Difference {
  readonly rule: string;
  readonly example: 'failing' | 'safe';
  readonly oracle: Oracle;
  /** Who says something. */
  readonly finds: 'ours' | 'oracle';
  /** What the oracle says, by its rules; empty when it is silent. */
  readonly oracleRules: readonly string[];
  /** Whether the oracle has a rule of that at all. */
  readonly hasRule: boolean;
}

/** The examples of our rules of which an oracle says another thing than ours do. Taste and timeouts do not count. */
export async function compareExamples(rules: readonly RuleMeta[]): Promise<readonly Difference[]> {
  const examples = rules.flatMap(({ name, example, safeExample }) => [
    { rule: name, kind: 'failing' as const, example },
    ...(safeExample === undefined ? [] : [{ rule: name, kind: 'safe' as const, example: safeExample }]),
  ]);
  const said = askOracles(examples.map(({ example }) => sqlOf(example)));
  const differences: Difference[] = [];
  for (const [index, { rule, kind, example }] of examples.entries()) {
    const weFind = (await rulesFoundIn(example)).length > 0;
    for (const { oracle, meanings, findings } of said) {
      const of = findings.filter(({ id }) => id === String(index));
      const oracleRules = [...new Set(of.filter((one) => counts(one, meanings)).map((one) => one.rule))];
      if (weFind === oracleRules.length > 0) continue;
      const finds = weFind ? 'ours' : 'oracle';
      differences.push({ rule, example: kind, oracle, finds, oracleRules, hasRule: hasRuleOf(rule, meanings) });
    }
  }
  return differences;
}

interface Said {
  readonly oracle: Oracle;
  readonly meanings: Readonly<Record<string, RuleMeaning>>;
  readonly findings: readonly ToolFinding[];
}

/** What they say of each text, under the number of it. */
function askOracles(texts: readonly string[]): readonly Said[] {
  const folder = makeTemporaryFolder('oracles');
  try {
    const paths = texts.map((text, index) => {
      mkdirSync(join(folder, String(index)));
      writeFileSync(join(folder, String(index), 'up.sql'), `${text.replace(/;?\s*$/, '')};\n`);
      return join(folder, String(index), 'up.sql');
    });
    return [
      {
        oracle: 'squawk',
        meanings: squawkRules,
        findings: runSquawk(paths, ['--pg-version=18', '--assume-in-transaction']),
      },
      {
        oracle: 'postgres-language-server',
        meanings: languageServerRules,
        findings: runLanguageServer(paths, { safety: { all: true } }),
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What was released before is another file for them, and they look at one at a time. */
function sqlOf(example: RuleExample): string {
  return typeof example === 'string' ? example : example.sql;
}

function counts({ rule, severity }: ToolFinding, meanings: Said['meanings']): boolean {
  return severity !== 'notice' && Array.isArray(meanings[rule]);
}

function hasRuleOf(rule: string, meanings: Said['meanings']): boolean {
  const ours = ourRules[rule];
  if (ours === undefined) throw new Error(`What does our rule ${rule} stand for? Say it in our-rules.ts.`);
  if (!Array.isArray(ours)) return false;
  return Object.values(meanings).some((meaning) => Array.isArray(meaning) && meaning.some((one) => ours.includes(one)));
}
