import type { Settings } from '../../config/settings';
import { EngineError } from '../../errors';
import { isRequirementMet } from '../../history/requirement';
import type { Plan } from '../../plan/plan';
import type { RequirementsMet } from '../../plan/plan-input';
import type { RunResult } from '../../run/command';

/** What a dry run needs of the projects whose real run comes before it in the same command. */
export interface ProjectsRunFirst {
  readonly names: readonly string[];
  readonly settingsOf: (project: string) => Promise<Settings | undefined>;
  /** A dry run of that project, of which nothing is printed. */
  readonly dryRun: (settings: Settings) => Promise<RunResult>;
}

/**
 * What the projects that run first would have applied by then, by a dry run of each: what is required of them counts as
 * met. One that would be refused applies nothing, nor does one whose dry run cannot be made; its own task says why.
 */
export async function planFirst({ names, settingsOf, dryRun }: ProjectsRunFirst): Promise<RequirementsMet> {
  const planned = new Map<string, ReturnType<typeof appliedBy>>();
  for (const name of names) {
    try {
      const settings = await settingsOf(name);
      const result = settings && (await dryRun(settings));
      if (result && result.refusals.length === 0) planned.set(name, appliedBy(result.plan));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  }
  return (project, version) => isRequirementMet(version, planned.get(project) ?? []);
}

function appliedBy({ steps }: Plan): readonly { readonly id: string; readonly version: string | undefined }[] {
  return steps.filter(({ action }) => action === 'up').map(({ id, version }) => ({ id, version: version?.text }));
}
