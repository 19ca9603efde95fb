import { join } from 'node:path';
import ts from 'typescript';

/**
 * What the compiler says of files, in strict mode, as `name:line message`; nothing when all is well. Files are in memory, in
 * a folder of the repository, so that packages are found.
 */
export function compile(files: Readonly<Record<string, string>>): readonly string[] {
  const folder = join(__dirname, 'in-memory');
  const texts = new Map(Object.entries(files).map(([name, text]) => [join(folder, name), text]));
  const options: ts.CompilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: false,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true,
    types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  const inMemory: ts.CompilerHost = {
    ...host,
    directoryExists: (path) => path === folder || (host.directoryExists?.(path) ?? true),
    fileExists: (path) => texts.has(path) || host.fileExists(path),
    readFile: (path) => texts.get(path) ?? host.readFile(path),
    getSourceFile: (path, languageVersion) => {
      const text = texts.get(path);
      return text === undefined
        ? host.getSourceFile(path, languageVersion)
        : ts.createSourceFile(path, text, languageVersion, true);
    },
  };
  const program = ts.createProgram([...texts.keys()], options, inMemory);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, ' ').slice(0, 300);
    if (!file) return message;
    return `${file.fileName.slice(folder.length + 1)}:${file.getLineAndCharacterOfPosition(start).line + 1} ${message}`;
  });
}
