import { describeCommandList } from './story';

describe('the command list of the README on Nx 23.2.1', () => describeCommandList({ nxVersion: '23.2.1' }));
