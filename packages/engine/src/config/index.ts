/** Reading config files, for who needs no more: Nx reads them in every command. Loads no driver. */
export { knownServersName } from './known-servers';
export { configFileNames, type LoadedConfig, loadConfig } from './load-config';
