import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { EngineError, type SourceLocation } from '../errors';
import { configFileNames } from './config-file-names';
import { collectSecrets, redactSecrets } from './redact-secrets';

/** A config file as it was loaded: nothing of it is checked yet, no environment was called. */
export interface LoadedConfig {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  readonly value: unknown;
}

/**
 * Loads the config file of a project: JSON by parsing, CommonJS by `require`, everything else (TypeScript, ES modules)
 * through jiti, which is loaded only then (16 ms). A file that was edited since is loaded anew.
 * Throws CONFIG_NOT_FOUND, CONFIG_INVALID (two files), CONFIG_UNREADABLE with the line.
 */
export async function loadConfig(projectRootPath: string, workspacePath: string): Promise<LoadedConfig> {
  const path = findConfig(projectRootPath, workspacePath);
  const shownPath = toShownPath(path, workspacePath);
  try {
    return { path: shownPath, value: unwrapDefault(await loadFile(path)) };
  } catch (error) {
    throw describeLoadError(error, path, shownPath);
  }
}

function findConfig(projectRootPath: string, workspacePath: string): string {
  const paths = configFileNames.map((name) => join(projectRootPath, name)).filter((path) => existsSync(path));
  const [path, second] = paths;
  if (path === undefined) {
    const folder = toShownPath(projectRootPath, workspacePath) || '.';
    throw new EngineError('CONFIG_NOT_FOUND', `There is no pgrestify.config file in ${folder}.`, {
      hint: 'Run `nx g @pgrestify/nx:init --project=<name>`.',
    });
  }
  if (second !== undefined) {
    const shown = paths.map((each) => toShownPath(each, workspacePath)).join(' and ');
    throw new EngineError('CONFIG_INVALID', `There are two config files: ${shown}.`, { hint: 'Delete one of them.' });
  }
  return path;
}

async function loadFile(path: string): Promise<unknown> {
  if (path.endsWith('.json')) return JSON.parse(stripBom(readFileSync(path, 'utf8')));
  if (/\.c?js$/.test(path)) {
    const load = createRequire(path);
    delete load.cache[path];
    try {
      return load(path);
    } catch (error) {
      if (!isModuleSyntax(error)) throw error;
    }
  }
  const { createJiti } = await import('jiti');
  return await createJiti(path, { moduleCache: false }).import(path);
}

/** A `.js` that is an ES module, or awaits at its top level, cannot be required by every Node that we run on. */
function isModuleSyntax(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ERR_REQUIRE_ESM' || code === 'ERR_REQUIRE_ASYNC_MODULE') return true;
  return error.name === 'SyntaxError' && /import|export|await/.test(error.message);
}

/** The default export, through the wrappers that transpilers put around it. */
function unwrapDefault(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('default' in value)) return value;
  return unwrapDefault(value.default);
}

function describeLoadError(error: unknown, path: string, shownPath: string): EngineError {
  const { message, stack } = toErrorLike(error);
  const location = locate(message, stack, path, shownPath);
  const firstLine = message.replaceAll(path, shownPath).split('\n')[0] ?? '';
  const safe = redactSecrets(firstLine, collectSecrets(undefined, process.env));
  const where = location === undefined ? shownPath : `${location.path}:${location.line}:${location.column}`;
  return new EngineError('CONFIG_UNREADABLE', `${where}: ${safe}`, {
    hint: 'Correct the config file.',
    ...(location === undefined ? {} : { location }),
    cause: error,
  });
}

/** Errors come from other realms too (jiti's loader, jest), so that `instanceof` does not tell. */
function toErrorLike(error: unknown): { readonly message: string; readonly stack: string } {
  if (typeof error !== 'object' || error === null) return { message: String(error), stack: '' };
  return {
    message: 'message' in error ? String(error.message) : 'threw a value that is no error',
    stack: 'stack' in error ? String(error.stack) : '',
  };
}

/** Where in the config file: from the stack's first frame in it, from a parser's message, or from an offset in JSON. */
function locate(message: string, stack: string, path: string, shownPath: string): SourceLocation | undefined {
  const after = `${message}\n${stack}`.split(path).slice(1);
  const frame = after.map((rest) => /^:(\d+)(?::(\d+))?/.exec(rest)).find((match) => match !== null);
  const parser = /\((\d+):(\d+)\)/.exec(message) ?? /line (\d+) column (\d+)/.exec(message);
  const [, line, column = '1'] = frame ?? parser ?? [];
  if (line !== undefined) return { path: shownPath, line: Number(line), column: Number(column) };
  const [, offset] = /at position (\d+)/.exec(message) ?? [];
  if (offset === undefined) return undefined;
  const before = stripBom(readFileSync(path, 'utf8')).slice(0, Number(offset)).split('\n');
  return { path: shownPath, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function stripBom(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

function toShownPath(path: string, workspacePath: string): string {
  return relative(workspacePath, path).replaceAll('\\', '/');
}
