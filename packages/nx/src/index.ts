export type { PluginOptions } from './inference/plugin-options';
export { createDependencies, createNodes, createNodesV2, postTasksExecution, preTasksExecution } from './plugin';
