import { readFileSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import type { ShadowPlace, TypesSummary } from './config-summary';
import { namesUrlKind, readLiteralDirectories, readLiteralEnvironments, readLiteralTypes } from './read-literal-config';
import { findFile, resolveModule } from './resolve-module';
import { isPunctuator, scanTokens, type Token } from './scan-tokens';

/** What the text of a config file and of the files that it imports tells without running them. */
export interface ScannedConfig {
  /** Undefined when they are not certain. */
  readonly environments: readonly string[] | undefined;
  /** Undefined when they are not certain, as when a package of npm may bring them. */
  readonly directories: readonly string[] | undefined;
  /** On a server as soon as it may be. */
  readonly shadows: ShadowPlace;
  /** Undefined when it is not certain. */
  readonly types: TypesSummary | undefined;
  /** What its result depends on beside itself, as inputs of Nx: files that it imports or names, the lock file. */
  readonly inputs: readonly string[];
}

/** Scans a config file. Throws only when that file itself cannot be read. Paths are absolute. */
export function scanConfig(configPath: string, workspaceRoot: string): ScannedConfig {
  const inputs = new Set<string>();
  const directories = new Set<string>();
  let isCertain = true;
  let shadows: ShadowPlace = 'here';
  let environments: readonly string[] | undefined;
  let types: TypesSummary | undefined;
  const toInput = (path: string) => `{workspaceRoot}/${relative(workspaceRoot, path).replaceAll(sep, '/')}`;

  const seen = new Set<string>([configPath]);
  for (const path of seen) {
    const tokens = scanTokens(readFileSync(path, 'utf8'));
    const ofTypes = readLiteralTypes(tokens);
    if (path === configPath) {
      environments = readLiteralEnvironments(tokens);
      types = ofTypes;
    } else {
      inputs.add(toInput(path));
      // Said in another file: the config may take it over, or not.
      if (ofTypes === undefined || ofTypes.isSaid) types = undefined;
    }
    if (namesUrlKind(tokens)) shadows = 'on-server';
    const named = readLiteralDirectories(tokens);
    isCertain &&= named !== undefined;
    for (const directory of named ?? []) directories.add(directory);
    const specifiers = new Set(listSpecifiers(tokens));
    for (const specifier of specifiers) {
      const module = resolveModule(specifier, path, workspaceRoot);
      if (module.kind === 'file') seen.add(module.path);
      else if (module.kind !== 'known') isCertain = false;
      if (module.kind === 'workspace-package') inputs.add(`${toInput(module.path)}/**/*`);
      if (module.kind === 'package') for (const lockFile of module.lockFilePaths) inputs.add(toInput(lockFile));
    }
    for (const { text } of tokens.filter(({ kind, text }) => kind === 'string' && !specifiers.has(text))) {
      const file = findFile(text, [dirname(path), dirname(configPath)], workspaceRoot);
      if (file !== undefined && file !== configPath) inputs.add(toInput(file));
    }
  }
  return {
    environments,
    directories: isCertain ? [...directories] : undefined,
    types: isCertain ? types : undefined,
    shadows,
    inputs: [...inputs],
  };
}

/** What the file imports, in the words of `import`, `export … from`, `import()` and `require()`; not what is only a type. */
function listSpecifiers(tokens: readonly Token[]): readonly string[] {
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'string') return [];
    const [before, beforeThat] = [tokens[index - 1], tokens[index - 2]];
    const isImported = before?.kind === 'name' && (before.text === 'from' || before.text === 'import');
    const isCalled = isPunctuator(before, '(') && (beforeThat?.text === 'require' || beforeThat?.text === 'import');
    return isCalled || (isImported && !isTypeImport(tokens, index)) ? [token.text] : [];
  });
}

/** Whether the statement that ends with this specifier begins with `import type` or `export type`. */
function isTypeImport(tokens: readonly Token[], end: number): boolean {
  const start = tokens.slice(0, end).findLastIndex(({ kind, text }) => kind === 'name' && /^(im|ex)port$/.test(text));
  const [word, after] = [tokens[start + 1], tokens[start + 2]];
  return word?.text === 'type' && after?.text !== 'from' && !isPunctuator(after, ',');
}
