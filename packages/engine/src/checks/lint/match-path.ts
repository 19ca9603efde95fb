/**
 * Whether a path matches a glob: `*` stands for part of a name, `**` for any folders, also none, `?` for one character,
 * `{a,b}` for either. Paths have `/`.
 */
export function matchPath(glob: string, path: string): boolean {
  return new RegExp(`^${glob.replace(/^\.\//, '').replace(/\*\*\/|\*\*|[\s\S]/g, translate)}$`).test(path);
}

function translate(part: string): string {
  switch (part) {
    case '**/':
      return '(?:.*/)?';
    case '**':
      return '.*';
    case '*':
      return '[^/]*';
    case '?':
      return '[^/]';
    case '{':
      return '(?:';
    case '}':
      return ')';
    case ',':
      return '|';
    default:
      return part.replace(/[\\^$+.()|[\]]/, '\\$&');
  }
}
