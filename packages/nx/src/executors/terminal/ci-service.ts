import type { Variables } from '../task/env-files';

/** What a CI service does with what a task prints and writes. */
export interface CiService {
  /** Whether lines that are workflow commands are shown at their places in the files. */
  readonly annotations: 'github' | 'none';
  /** Where the files of the commit are shown, without a `/` at the end; undefined where the service does not say. */
  readonly sourceUrl: string | undefined;
}

/** The service that a task runs at, by the variables that it sets. */
export function describeService(env: Variables): CiService {
  const annotations = env.GITHUB_ACTIONS === 'true' ? 'github' : 'none';
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_SHA: commit } = env;
  if (server && repository && commit) return { annotations, sourceUrl: `${server}/${repository}/blob/${commit}` };
  const { CI_PROJECT_URL: project, CI_COMMIT_SHA: ofGitlab } = env;
  if (project && ofGitlab) return { annotations, sourceUrl: `${project}/-/blob/${ofGitlab}` };
  return { annotations, sourceUrl: undefined };
}
