/** What a connection URL says; whatever it leaves out is undefined. */
export interface ConnectionUrl {
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly database: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly sslMode: string | undefined;
  readonly sslRootCert: string | undefined;
  readonly sslCert: string | undefined;
  readonly sslKey: string | undefined;
}

export type ParsedConnectionUrl =
  | { readonly ok: true; readonly url: ConnectionUrl }
  /** Says what is wrong without quoting the URL, which holds the password. */
  | { readonly ok: false; readonly problem: string };

/**
 * Reads a `postgres://` URL as libpq does (PostgreSQL 18 docs, connection URIs). What we could only ignore is a
 * problem: several hosts, `key=value` strings (which URL parsers misread silently) and parameters unknown to libpq.
 */
export function parseConnectionUrl(text: string): ParsedConnectionUrl {
  const trimmed = text.trim();
  if (/^\w+\s*=/.test(trimmed)) return problem('is a key=value string; write it as postgres://user:password@host/db');
  if (!/^postgres(ql)?:\/\//.test(trimmed)) return problem('does not begin with postgres:// or postgresql://');
  const authority = /^\w+:\/\/([^/?#]*)/.exec(trimmed)?.[1] ?? '';
  if (authority.slice(authority.lastIndexOf('@') + 1).includes(',')) return problem('names several hosts; name one');
  return readUrl(trimmed, authority);
}

function readUrl(text: string, authority: string): ParsedConnectionUrl {
  // The URL class refuses an empty host beside a user or a port, which libpq takes for a socket or `?host=`.
  const empty = /(^|@)(:\d+)?$/.test(authority);
  const parsed = parseUrl(
    empty ? text.replace(`//${authority}`, `//${authority.replace(/(:\d+)?$/, 'empty.invalid$1')}`) : text,
  );
  if (parsed === undefined) return problem('is no valid URL; percent-encode special characters of the password');
  const parameters = parsed.searchParams;
  const unknown = [...parameters.keys()].filter((name) => !knownParameters.has(name));
  if (unknown.length > 0) return problem(`has parameters that are not supported: ${unknown.join(', ')}`);
  const part = (name: string, value: string) => decode(value) ?? parameters.get(name) ?? undefined;
  return {
    ok: true,
    url: {
      host: parameters.get('host') ?? (empty ? undefined : decode(parsed.hostname.replace(/^\[(.*)\]$/, '$1'))),
      port: part('port', parsed.port),
      database: part('dbname', parsed.pathname.slice(1)),
      user: part('user', parsed.username),
      password: part('password', parsed.password),
      sslMode: parameters.get('sslmode') ?? undefined,
      sslRootCert: parameters.get('sslrootcert') ?? undefined,
      sslCert: parameters.get('sslcert') ?? undefined,
      sslKey: parameters.get('sslkey') ?? undefined,
    },
  };
}

/** Those that we read, and those that change nothing for a migration run. */
const knownParameters: ReadonlySet<string> = new Set([
  ...['host', 'port', 'dbname', 'user', 'password', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey'],
  // Managed services write channel_binding into the URLs that they hand out.
  ...['application_name', 'fallback_application_name', 'channel_binding', 'keepalives', 'gssencmode'],
]);

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Undefined for an empty part; a part with a broken escape stands as it is. */
function decode(part: string): string | undefined {
  if (part === '') return undefined;
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}

function problem(text: string): ParsedConnectionUrl {
  return { ok: false, problem: text };
}
