import type { EnvironmentServer } from '../../config/settings';
import type { Finding } from '../finding';
import type { MajorRequest } from './choose-majors';

/** A finding that there is no server of a major to try, with who asks for it and what would ask for another. Pure. */
export function explainMissingMajor(finding: Finding, major: number, request: MajorRequest): Finding {
  if (finding.code !== 'EMBEDDED_BINARIES_MISSING') return finding;
  const isSet = request.shadow.major !== undefined;
  const way = isSet
    ? 'Or correct `shadow.major` in the config.'
    : 'Or set `shadow.major` in the config to a major that is installed: it decides then.';
  return {
    ...finding,
    message: `${finding.message} ${whyMajor(major, request)}`,
    hint: finding.hint === undefined ? way : `${finding.hint} ${way}`,
  };
}

/** Who asks for a major, in a sentence. */
function whyMajor(major: number, { shadow, servers, environment }: MajorRequest): string {
  if (shadow.major !== undefined) return '`shadow.major` in the config asks for it, whatever the environments have.';
  const asking = servers.filter(
    (server) => server.major === major && (environment === undefined || server.environment === environment),
  );
  if (asking.length === 0) return 'It is tried because no environment here asks for another.';
  return `It is asked for by ${asking.map(describeServer).join(' and ')}.`;
}

function describeServer({ environment, saidBy }: EnvironmentServer): string {
  switch (saidBy) {
    case 'config':
      return `${environment} (\`postgres\` in the config)`;
    case 'last-run':
      return `${environment} (pgrestify.servers.json, which the last run wrote)`;
    case 'embedded':
    case undefined:
      return `${environment} (its embedded server)`;
  }
}
