export type { PluginOptions } from './inference/plugin-options';
export { createDependencies, createNodes, createNodesV2, preTasksExecution } from './plugin';
