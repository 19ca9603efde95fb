import type { EnvironmentServer, ShadowSettings } from '../../config/settings';
import { type Finding, findingOf } from '../finding';

/** What decides which servers the files are tried on. */
export interface MajorRequest {
  readonly shadow: Pick<ShadowSettings, 'major' | 'defaultMajor' | 'server'>;
  readonly servers: readonly EnvironmentServer[];
  /** The environment that was asked for; undefined: all count. */
  readonly environment: string | undefined;
  /** Majors that a shadow can be of, one where the config names its server; none: any. */
  readonly available: readonly number[];
}

/** The majors to try, lowest first, at least one; and what is to be said of the choice. */
export interface ChosenMajors {
  readonly majors: readonly number[];
  readonly findings: readonly Finding[];
}

/**
 * Which PostgreSQL majors `validate` tries: the one that the config sets for the shadow; else those of the servers that
 * migrations will run on. An embedded one counts only when there is no other: whoever develops on it meets its errors at
 * once. Pure.
 */
export function chooseMajors(request: MajorRequest): ChosenMajors {
  const { shadow, servers, environment } = request;
  const asked = environment === undefined ? servers : servers.filter((server) => server.environment === environment);
  const theirs = asked.filter(({ saidBy }) => saidBy !== 'embedded');
  if (shadow.major !== undefined) {
    return { majors: [shadow.major], findings: tellOthers(theirs, shadow.major) };
  }
  const known = theirs.filter(({ major }) => major !== undefined);
  const named = asked.filter(({ saidBy }) => saidBy === 'embedded').map(({ major }) => major);
  const wanted = known.length > 0 ? known.map(({ major }) => major) : environment === undefined ? [] : named;
  const chosen = inOrder(wanted.map((major) => nearest(major, request)));
  const majors = chosen.length > 0 ? chosen : [nearest(shadow.defaultMajor, request)];
  return { majors, findings: [...tellUnavailable(known, request), ...tellUnknown(theirs, majors)] };
}

/** `15`, `15 and 17`, `15, 16 and 17`. */
export function listMajors(majors: readonly number[]): string {
  return listNames(majors.map(String));
}

function nearest(major: number | undefined, { shadow, available }: MajorRequest): number {
  if (major === undefined) return shadow.defaultMajor;
  return isAvailable(major, available) ? major : Math.max(...available);
}

function isAvailable(major: number, available: readonly number[]): boolean {
  return available.length === 0 || available.includes(major);
}

function tellUnknown(servers: readonly EnvironmentServer[], majors: readonly number[]): readonly Finding[] {
  const unknown = servers.filter(({ major }) => major === undefined).map(({ environment }) => environment);
  if (unknown.length === 0) return [];
  const message = `Which PostgreSQL ${listNames(unknown)} ${have(unknown)} is not known here; ${listMajors(majors)} was tried.`;
  return [findingOf({ severity: 'notice', check: 'shadow', code: 'MAJOR_UNKNOWN', message, ids: [] })];
}

/** Nothing can be installed for it: that must not stop what can be tried. */
function tellUnavailable(servers: readonly EnvironmentServer[], request: MajorRequest): readonly Finding[] {
  return servers
    .filter(({ major }) => major !== undefined && !isAvailable(major, request.available))
    .map(({ environment, major }) => {
      const lack = lacks[request.shadow.server.kind];
      const message = `${environment} has PostgreSQL ${major}, of which ${lack}; ${nearest(major, request)} was tried.`;
      return notTried('warning', message);
    });
}

const lacks: Readonly<Record<ShadowSettings['server']['kind'], string>> = {
  embedded: 'there is no embedded server',
  unset: 'there is no embedded server',
  url: 'the server of `shadow.url` is not',
  docker: 'the image of `shadow` is not',
};

function tellOthers(servers: readonly EnvironmentServer[], major: number): readonly Finding[] {
  const others = servers.filter((server) => server.major !== undefined && server.major !== major);
  if (others.length === 0) return [];
  const theirs = others.map((server) => `${server.environment} has PostgreSQL ${server.major}`);
  return [notTried('notice', `\`shadow.major\` of the config is ${major}, and ${listNames(theirs)}.`)];
}

function notTried(severity: Finding['severity'], message: string): Finding {
  return findingOf({ severity, check: 'shadow', code: 'MAJOR_NOT_TRIED', message, ids: [] });
}

function inOrder(majors: readonly number[]): readonly number[] {
  return [...new Set(majors)].sort((a, b) => a - b);
}

function listNames(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function have(names: readonly string[]): string {
  return names.length === 1 ? 'has' : 'have';
}
