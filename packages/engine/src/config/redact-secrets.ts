import type { DatabaseSettings } from './settings';

/** What stands in the place of a secret. */
export const redacted = '***';

/**
 * Replaces every secret in a text, also where it is percent-encoded or inside JSON, and the password of whatever looks
 * like a URL. For every boundary at which text leaves the process: Nx keeps the output of all tasks on disk.
 */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  const forms = [...new Set(secrets.flatMap(writtenForms))].filter((form) => form !== '');
  const longestFirst = forms.sort((a, b) => b.length - a.length);
  const replaced = longestFirst.reduce((result, form) => result.replace(patternOf(form), () => redacted), text);
  return replaced.replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/@:"'`]*:)[^\s@"'`]+(?=@)/gi, `$1${redacted}`);
}

/**
 * The secrets that a run may come across: the password of its database, and what environment variables hold by their
 * names (`…PASSWORD`, `…SECRET`, `…TOKEN`) or as passwords of URLs. A password that is also the name of the user, the
 * database or the host is left out: it is printed as a name anyway, and hiding it would make messages unreadable.
 */
export function collectSecrets(
  database: DatabaseSettings | undefined,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const server = database?.kind === 'embedded' ? undefined : database;
  const host = server?.kind === 'server' ? server.host : undefined;
  const names = new Set([server?.user, server?.database, host, 'postgres']);
  const fromEnv = Object.entries(env).flatMap(([name, value = '']) =>
    isSecretName(name) ? [value] : passwordsOfUrls(value),
  );
  return [...new Set([server?.password ?? '', ...fromEnv])].filter((secret) => secret !== '' && !names.has(secret));
}

/** `DB_PWD` holds a password; a shell's `PWD` and `OLDPWD` hold folders, which stand in messages. */
function isSecretName(name: string): boolean {
  return /passw|pwd$|secret|token/i.test(name) && name !== 'PWD' && name !== 'OLDPWD';
}

function passwordsOfUrls(value: string): readonly string[] {
  return [...value.matchAll(/[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:([^\s@]+)@/gi)].flatMap(([, password = '']) => [
    password,
    decodeURIComponentSafely(password),
  ]);
}

function writtenForms(secret: string): readonly string[] {
  return [secret, encodeURIComponent(secret), encodeURI(secret), JSON.stringify(secret).slice(1, -1)];
}

/** One to three characters are replaced only where they stand alone: inside words they are chance. */
function patternOf(form: string): RegExp {
  const escaped = form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(form.length < 4 ? `(?<![\\w])${escaped}(?![\\w])` : escaped, 'g');
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
