import { nodeProgram } from '../harness/node-program';
import { describeCommandList } from './story';

describe('the command list of the README on Node 22', () =>
  describeCommandList({ nxVersion: '23.2.1', node: nodeProgram(22) }));
