import { findingCatalogue } from '../../checks/finding-catalogue';
import { errorCatalogue } from '../../errors';
import { ruleOf } from '../../lint/rules/all-rules';

/** What is said of issues of one kind. */
export interface RuleDescription {
  /** One sentence. */
  readonly when: string;
  /** What to do; undefined: each issue says it. */
  readonly whatToDo: string | undefined;
  /** The page that has more. */
  readonly page: string;
}

/** Where the documents of this package are read. */
const documents = 'https://github.com/pgrestify/pgrestify/blob/main/packages/nx/docs';

/** What the catalogues say of a code, and the linter of its rule. */
export function describeRule(rule: string): RuleDescription {
  const ofLinter = ruleOf(rule);
  if (ofLinter) return { when: ofLinter.finds, whatToDo: ofLinter.safeForm, page: `${documents}/lint.md#${rule}` };
  const known = Object.entries({ ...errorCatalogue, ...findingCatalogue }).find(([code]) => code === rule);
  const { when, whatToDo } = known?.[1] ?? { when: `${rule}.`, whatToDo: undefined };
  return { when, whatToDo, page: `${documents}/errors.md` };
}
