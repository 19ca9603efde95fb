import type { LintSettings } from '../../config/settings';
import { unusedIgnore } from '../../lint/review/review-rules';
import { readWaivers, type Waiver } from '../../lint/review/waivers';
import { openMakers, type RanScript } from '../../lint/state/find-maker';
import { judgeState, type StateFinding, type StateVerdict } from '../../lint/state/judge-state';
import { parseStateFacts, type StateAnswers } from '../../lint/state/parse-state-facts';
import { stateRules } from '../../lint/state-rules';
import { describeExcerpt } from '../../sql/text/describe-excerpt';
import { locateOffset } from '../../sql/text/positions';
import type { Finding } from '../finding';
import { openSeverities, type SeverityOf } from './severities';

/** What was read of the schema, and the scripts that made it. */
export interface StateRequest {
  /** To `stateFactsSql`. */
  readonly answers: StateAnswers;
  /** Schemas that PostgREST serves. */
  readonly schemas: readonly string[];
  readonly lint: LintSettings;
  /** The project's folder relative to the workspace. */
  readonly projectPath: string;
  /** The project's scripts, in the order of a fresh run. */
  readonly own: readonly (RanScript & { readonly kind: 'versioned' | 'repeatable' | 'hook' })[];
  /** What ran before them: setup files and required projects. */
  readonly others: readonly RanScript[];
}

/** What the rules find in the schema that a project's scripts make. Pure. */
export function checkState(request: StateRequest): readonly Finding[] {
  const { answers, schemas, lint, projectPath, own, others } = request;
  const severityOf = openSeverities(lint, projectPath);
  const makerOf = openMakers(own, others);
  const verdict = judgeState({ facts: parseStateFacts(answers, schemas), rules: stateRules, makerOf, severityOf });
  return [...verdict.findings.map(toFinding), ...findUnused(request, verdict, severityOf)];
}

function toFinding({ rule, severity, message, maker }: StateFinding): Finding {
  const { id, path, statement } = maker;
  const excerpt = statement?.excerpt();
  return {
    severity,
    check: 'state',
    code: 'LINT',
    rule: rule.name,
    message,
    ids: id === undefined ? [] : [id],
    ...(path !== undefined && { path }),
    ...statement?.locate(),
    ...(excerpt !== undefined && { excerpt }),
    hint: rule.safeForm,
  };
}

/** Comments that waive a rule of the schema where it finds nothing. In a migration, which must not be edited, none is told. */
function findUnused({ own }: StateRequest, { waived }: StateVerdict, severityOf: SeverityOf): readonly Finding[] {
  const isUsed = ({ rule: name, over }: Waiver) =>
    waived.some(({ rule, maker }) => rule.name === name && maker.statement?.source === over);
  return own
    .filter(({ kind }) => kind !== 'versioned')
    .flatMap(({ id, parsed }) => {
      const { text, path } = parsed.script;
      const severity = severityOf(unusedIgnore, path);
      if (!text || severity === 'off') return [];
      return readWaivers(parsed)
        .filter((waiver) => waiver.reason !== undefined && isOfState(waiver, path, severityOf) && !isUsed(waiver))
        .map(({ rule, offset }): Finding => {
          const location = locateOffset(text, offset);
          const message = `${rule} finds nothing in what the statement below makes.`;
          const about = { severity, check: 'state', code: 'LINT', rule: unusedIgnore.name, message } as const;
          const excerpt = describeExcerpt(text, location);
          return { ...about, ids: [id], path, ...location, excerpt, hint: unusedIgnore.safeForm };
        });
    });
}

function isOfState({ rule: name }: Waiver, path: string, severityOf: SeverityOf): boolean {
  const rule = stateRules.find((each) => each.name === name);
  return rule !== undefined && severityOf(rule, path) !== 'off';
}
