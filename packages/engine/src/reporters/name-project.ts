/** Whether the lines of other projects stand beside those of one, as where a command of Nx migrates several. */
export type ProjectsShown = 'one' | 'several';

/** A line that is looked for, such as the end of a run, under the name of its project where there are several. */
export function nameProject(text: string, { project }: { readonly project: string }, shown: ProjectsShown): string {
  return shown === 'several' ? `${project}: ${text}` : text;
}
