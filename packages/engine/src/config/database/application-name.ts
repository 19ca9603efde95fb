type Environment = Readonly<Record<string, string | undefined>>;

/** What says of whom a process is, by variable: a name that the user gave, then the job of a CI service. No secret. */
const origins: readonly { readonly variable: string; readonly words: string }[] = [
  { variable: 'PGAPPNAME', words: '' },
  { variable: 'GITHUB_RUN_ID', words: 'GitHub run ' },
  { variable: 'CI_JOB_ID', words: 'GitLab job ' },
  // `jenkins-shop-main-42`
  { variable: 'BUILD_TAG', words: '' },
  { variable: 'BUILD_BUILDID', words: 'Azure build ' },
  { variable: 'BITBUCKET_BUILD_NUMBER', words: 'Bitbucket build ' },
  { variable: 'BUILDKITE_BUILD_NUMBER', words: 'Buildkite build ' },
  { variable: 'CIRCLE_BUILD_NUM', words: 'CircleCI job ' },
  { variable: 'CODEBUILD_BUILD_ID', words: 'CodeBuild ' },
  { variable: 'DRONE_BUILD_NUMBER', words: 'Drone build ' },
  { variable: 'TRAVIS_JOB_ID', words: 'Travis job ' },
];

/** PostgreSQL cuts names at 63 bytes. */
const maxBytes = 63;

/**
 * What other sessions see of us in pg_stat_activity, and so who has to wait for us: `pgrestify api (GitHub run 42)`, or
 * with the machine's name outside of CI. It begins with our own name always, by which we know our sessions. Where it is
 * long, the end of the job is kept, which tells one from the next, and more than half of the length for the project.
 */
export function applicationName(what: string, environment: Environment, hostName: string): string {
  const own = asPlainText(`pgrestify ${what}`);
  const origin = asPlainText(originOf(environment) ?? `host ${hostName}`);
  const room = maxBytes - ' ()'.length;
  const shown = origin.slice(-Math.max(room - own.length, Math.floor(room / 2)));
  return `${own.slice(0, room - shown.length)} (${shown})`;
}

function originOf(environment: Environment): string | undefined {
  for (const { variable, words } of origins) {
    const value = environment[variable];
    if (value) return `${words}${value}`;
  }
  return undefined;
}

/** One byte a character: the server replaces every other by an escape of several, and would then cut. */
function asPlainText(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/gu, '?');
}
