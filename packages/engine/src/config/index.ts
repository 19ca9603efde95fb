/** Reading config files, for who needs no more: Nx reads them in every command. Loads no driver. */

export { configFileNames } from './config-file-names';
export { knownServersName } from './database/known-servers';
export { type LoadedConfig, loadConfig } from './load-config';
