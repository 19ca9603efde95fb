import type { Action, FileAction } from './action';
import { repeatableOf, type Scripts, scriptsOf } from './script';
import { type Files, isVersioned, type Row, repeatableIds } from './state';

/** The files after an action on them. `number` is that of a content that is added; an action that cannot be does nothing. */
export function changeFiles(files: Files, action: FileAction, rows: readonly Row[], number: number): Files {
  const ids = [...files.keys()].filter((id) => isVersioned({ id })).sort();
  switch (action.do) {
    case 'add': {
      const { do: _, id, ...content } = action;
      return files.has(id) ? files : withFile(files, id, scriptsOf({ ...content, number }));
    }
    case 'edit': {
      const { do: _, at, ...changes } = action;
      const id = pick(ids, at);
      const content = id === undefined ? undefined : files.get(id)?.up.content;
      return id === undefined || !content ? files : withFile(files, id, scriptsOf({ ...content, ...changes }));
    }
    case 'restore': {
      const row = pick(rows.filter(isVersioned), action.at);
      return row ? withFile(files, row.id, { up: row.up, down: row.down }) : files;
    }
    case 'delete':
      return without(files, pick(ids, action.at));
    case 'rename': {
      const id = pick(ids, action.at);
      const scripts = id === undefined ? undefined : files.get(id);
      return !scripts || files.has(action.to) ? files : withFile(without(files, id), action.to, scripts);
    }
    case 'repeatable': {
      const id = repeatableIds[action.when];
      if (action.edition === 'gone') return without(files, id);
      return withFile(files, id, { up: repeatableOf(action.when, action.edition), down: undefined });
    }
  }
}

/** Whether an action changes files only. */
export function isFileAction(action: Action): action is FileAction {
  return !['migrate', 'rollback', 'repair', 'crash', 'two runners'].includes(action.do);
}

function pick<T>(values: readonly T[], at: number): T | undefined {
  return values[at % values.length];
}

function withFile(files: Files, id: string, scripts: Scripts): Files {
  return new Map([...files, [id, scripts]]);
}

function without(files: Files, id: string | undefined): Files {
  return new Map([...files].filter(([other]) => other !== id));
}
