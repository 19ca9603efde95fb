import { EngineError } from '../../errors';
import { describeExcerpt } from '../../sql/text/describe-excerpt';
import { locateOffset } from '../../sql/text/positions';
import type { FileProblem, ParsedScript } from '../migration';
import { workspaceRelativePath } from '../script/read-script';
import type { ScriptFiles } from '../script/remember-scripts';
import { parseScript } from '../units/parse-script';
import { type HookName, type HookPaths, type Hooks, hookNames } from './hook';
import { refuseContent } from './refuse-content';

/** The hooks of an environment, and what is wrong with them: with a problem none may run. */
export interface HookReading {
  readonly hooks: Hooks;
  /** Each names the hook in its message. */
  readonly problems: readonly FileProblem[];
}

/** Reads and parses the files of hooks. */
export function readHooks(files: Pick<ScriptFiles, 'script'>, paths: HookPaths, workspacePath: string): HookReading {
  const hooks: Partial<Record<HookName, ParsedScript>> = {};
  const problems: FileProblem[] = [];
  for (const name of hookNames) {
    const filePath = paths[name];
    if (filePath === undefined) continue;
    const path = workspaceRelativePath(workspacePath, filePath);
    const read = readHook(files, { name, filePath, path });
    if ('parsed' in read) hooks[name] = read.parsed;
    else problems.push(...read.problems);
  }
  return { hooks, problems };
}

/** All that is wrong with hooks, as one error. */
export function describeInvalidHooks(problems: readonly FileProblem[]): EngineError {
  const lines = problems.map(({ path, line, column, message }) => {
    const place = line === undefined ? path : `${path}:${line}:${column ?? 1}`;
    return `${place}: ${message}`;
  });
  const [first] = lines;
  const message = lines.length === 1 && first ? first : [`${lines.length} problems with hooks:`, ...lines].join('\n');
  const hints = new Set(problems.flatMap(({ hint }) => hint ?? []));
  return new EngineError('HOOK_INVALID', message, { ...(hints.size > 0 && { hint: [...hints].join(' ') }) });
}

interface HookSource {
  readonly name: HookName;
  readonly filePath: string;
  readonly path: string;
}

type ReadHook = { readonly parsed: ParsedScript } | { readonly problems: readonly FileProblem[] };

function readHook(files: Pick<ScriptFiles, 'script'>, { name, filePath, path }: HookSource): ReadHook {
  const invalid = (message: string, about: Partial<FileProblem> = {}): FileProblem => {
    return { severity: 'error', code: 'HOOK_INVALID', message: `${name}: ${message}`, path, ids: [], ...about };
  };
  try {
    const reading = files.script({ filePath, path, role: 'hook', id: name });
    if (!reading) {
      const hint = `Write the file, or correct hooks.${name} of the config: it is relative to the project.`;
      return { problems: [invalid('there is no such file.', { hint })] };
    }
    const errors = reading.problems.filter(({ severity }) => severity === 'error');
    if (errors.length > 0)
      return { problems: errors.map((each) => ({ ...each, message: `${name}: ${each.message}` })) };
    const parsed = parseScript(reading.script);
    const problems = refuseContent(parsed);
    if (problems.length === 0) return { parsed };
    return {
      problems: problems.map(({ code, message, offset }) => {
        const { text } = parsed.script;
        const location = text && locateOffset(text, offset);
        const excerpt = text && location && text.length > 0 ? `\n${describeExcerpt(text, location)}` : '';
        return invalid(`${message}.${excerpt}`, { code, ...location });
      }),
    };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const reason =
      error.code === 'FILE_OUTSIDE_WORKSPACE' ? 'it is outside the workspace' : error.message.replace(/\.$/, '');
    return {
      problems: [invalid(`${reason}.`, { hint: `Name a file of the workspace in hooks.${name} of the config.` })],
    };
  }
}
