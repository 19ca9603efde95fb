/** Where the process reads and writes, as `process` has it. */
export type Streams = { readonly stdin: NodeJS.ReadStream; readonly stdout: { readonly isTTY?: boolean } };

/** What CI services set; Nx looks at these, too. */
const ciVariables = [
  ...['CI', 'TF_BUILD', 'GITHUB_ACTIONS', 'GITLAB_CI', 'BUILDKITE', 'CIRCLECI', 'TRAVIS', 'TEAMCITY_VERSION'],
  ...['JENKINS_URL', 'BITBUCKET_BUILD_NUMBER', 'CODEBUILD_BUILD_ID', 'DRONE', 'APPVEYOR', 'BUILD_BUILDID'],
] as const;

/**
 * The input at which a person may be asked; undefined where none is. Nx gives a single task a terminal of its own, and
 * none to tasks in parallel and in CI.
 */
export function openTerminal(
  { stdin, stdout }: Streams,
  env: Readonly<Record<string, string | undefined>>,
): NodeJS.ReadStream | undefined {
  return stdin.isTTY && stdout.isTTY && !isCi(env) ? stdin : undefined;
}

/** Whether nobody looks on, whatever the output is connected to. */
export function isCi(env: Readonly<Record<string, string | undefined>>): boolean {
  return ciVariables.some((name) => !['', 'false', '0'].includes(env[name] ?? ''));
}
