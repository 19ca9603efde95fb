/** A fenced code block of a Markdown document. */
export interface CodeBlock {
  readonly language: string;
  /** Words after the language: `runnable`, `fails`, `in=repository`, `file=<path>`. */
  readonly words: readonly string[];
  readonly text: string;
  /** 1-based, of the opening fence. */
  readonly line: number;
}

/**
 * Something that a document has its reader do: write a file, or type commands and read what they print.
 *
 *     sh runnable               commands that succeed, in the workspace
 *     sh runnable fails         commands of which the last one fails
 *     sh runnable in=repository commands in a fresh clone of the repository
 *     text                      right after such a block: what it prints
 *     <language> file=<path>    a file; a * in the path stands for the one folder that matches
 */
export type Instruction =
  | { readonly kind: 'write'; readonly path: string; readonly text: string; readonly line: number }
  | {
      readonly kind: 'run';
      readonly where: 'workspace' | 'repository';
      readonly ends: 'succeeds' | 'fails';
      readonly script: string;
      /** Undefined when the document does not show it. */
      readonly output: string | undefined;
      readonly line: number;
    };

/** The instructions of a document, in its order. Blocks that are only to be read are left out. Pure. */
export function readInstructions(markdown: string): readonly Instruction[] {
  const blocks = readBlocks(markdown);
  return blocks.flatMap((block, index): readonly Instruction[] => {
    const { language, words, text, line } = block;
    const path = words.find((word) => word.startsWith('file='))?.slice('file='.length);
    if (path !== undefined) return [{ kind: 'write', path, text, line }];
    if (language !== 'sh' || !words.includes('runnable')) return [];
    const next = blocks[index + 1];
    return [
      {
        kind: 'run',
        where: words.includes('in=repository') ? 'repository' : 'workspace',
        ends: words.includes('fails') ? 'fails' : 'succeeds',
        script: text,
        output: next?.language === 'text' && isAdjacent(markdown, block, next) ? next.text : undefined,
        line,
      },
    ];
  });
}

/** All fenced code blocks. Pure. */
export function readBlocks(markdown: string): readonly CodeBlock[] {
  const fences = markdown.matchAll(/^```(\S+)([^\n]*)\n([\s\S]*?)^```$/gm);
  return [...fences].map(({ 1: language = '', 2: info = '', 3: text = '', index }) => ({
    language,
    words: info.trim().split(/\s+/).filter(Boolean),
    text,
    line: lineAt(markdown, index),
  }));
}

/** Whether nothing but a blank line stands between two blocks. */
function isAdjacent(markdown: string, block: CodeBlock, next: CodeBlock): boolean {
  const end = block.line + block.text.split('\n').length;
  return markdown
    .split('\n')
    .slice(end, next.line - 1)
    .every((line) => line === '');
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
