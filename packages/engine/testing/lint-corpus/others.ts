import type { Corpus } from './corpus';
import { type Score, score } from './score';
import { languageServerRules } from './tools/language-server-rules';
import { runLanguageServer } from './tools/run-language-server';
import { runSquawk } from './tools/run-squawk';
import { squawkRules } from './tools/squawk-rules';
import type { ToolFinding } from './tools/tool-finding';

/** A tool with settings of its own. */
export interface SetTool {
  readonly name: 'squawk' | 'postgres-language-server';
  /** As the table names it; empty for its defaults. */
  readonly settings: string;
  readonly run: (paths: readonly string[]) => readonly ToolFinding[];
}

/** The tools that ours is compared with: each with its defaults and with what could be better for it. */
export const otherTools: readonly SetTool[] = [
  ...[[], ['--pg-version=18'], ['--pg-version=18', '--assume-in-transaction']].map(
    (options): SetTool => ({
      name: 'squawk',
      settings: options.join(' '),
      run: (paths) => runSquawk(paths, options),
    }),
  ),
  ...[
    { settings: '', rules: { recommended: true } },
    { settings: 'all safety rules', rules: { safety: { all: true } } },
    {
      settings: 'all safety rules but runningStatementWhileHoldingAccessExclusive',
      rules: { safety: { all: true, runningStatementWhileHoldingAccessExclusive: 'off' } },
    },
  ].map(
    ({ settings, rules }): SetTool => ({
      name: 'postgres-language-server',
      settings,
      run: (paths) => runLanguageServer(paths, rules),
    }),
  ),
];

/** How a tool did on a corpus, which it sees as files alone. */
export function scoreOther({ name, run }: SetTool, { labels, upPaths, statementAt }: Corpus): Score {
  const meanings = name === 'squawk' ? squawkRules : languageServerRules;
  return score({ labels, findings: run(upPaths), meanings, statementAt });
}
