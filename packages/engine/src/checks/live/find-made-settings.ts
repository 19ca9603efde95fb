import { type AppliedFilesContext, readAppliedFiles } from './expected-schema';
import { type MakesSetting, settingsMadeBy } from './made-settings';

/** Which settings the scripts make that history holds as applied, and those of the project that are still to come. */
export async function findMadeSettings(context: AppliedFilesContext): Promise<MakesSetting> {
  const { set, live } = context;
  const files = await readAppliedFiles(await live.appliedScripts(), context);
  const all = [...files.values(), ...set.before, ...set.versioned, ...set.after, ...set.testData];
  const scripts = new Set(all.map((file) => (file.kind === 'versioned' ? file.up : file.script)));
  return settingsMadeBy([...scripts].map(({ text }) => text?.toString() ?? ''));
}
