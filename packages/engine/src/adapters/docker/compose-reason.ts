import { collectSecrets, redacted, redactSecrets } from '../../config/redact-secrets';

/**
 * Why compose cannot use a file, in its words without the values that it quotes: what it cannot make sense of is often a
 * password with `$`, braces or quotes. `written` is the text of the files; what stands there as a secret by its name is
 * taken out too, wherever it is quoted. Pure.
 */
export function describeComposeReason(said: string, written: readonly string[]): string {
  const withoutWarnings = said.trim().replace(/^time="[^"]*" level=warning .*\n/gm, '');
  const withoutValues = quotingValues
    .reduce((text, pattern) => text.replace(pattern, `$1${redacted}$2`), withoutWarnings)
    .replace(/(interpolating )(\{[\s\S]*\})( in )/, (_all, before, values, after) => before + needed(values) + after);
  const secrets = written.flatMap((text) => collectSecrets(undefined, Object.fromEntries(variablesOf(text))));
  return redactSecrets(withoutValues, secrets) || 'it says nothing';
}

/** Where the versions of compose quote what is written: a value between `$1` and `$2`. */
const quotingValues: readonly RegExp[] = [
  // Version 2.
  /(invalid interpolation format for [^\n]*\n[^\n]*with another \$\.\n)[\s\S]*()$/,
  /(unterminated quoted value )[\s\S]*()$/,
  // Version 1.
  /(Invalid interpolation format for "[^"]*" option in [^"]*"[^"]*": )[\s\S]*()$/,
  /( contains )[^\n]*(, which is an invalid type)/g,
];

/** The variables without which version 1 does not go on; it shows all values in which one of them may stand. */
function needed(values: string): string {
  return [...values.matchAll(/\$\{(\w+):?\?/g)].map(([, name]) => name).join(', ');
}

/** `NAME: value`, `NAME=value` and `- NAME=value` of YAML and of `.env`, without their quotes. */
function variablesOf(text: string): readonly (readonly [string, string])[] {
  return [...text.matchAll(/^[ \t\-"']*(\w+)["']?[ \t]*[:=][ \t]*(\S.*?)[ \t\r]*$/gm)].flatMap(
    ([, name = '', value = '']) => {
      const bare = value.replace(/^["']|["']$/g, '');
      // What is read from elsewhere is none.
      return bare.startsWith('${') ? [] : [[name, bare] as const];
    },
  );
}
