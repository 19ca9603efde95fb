import { describeCommandList } from './story';

describe('the command list of the README on Nx 24.0.6', () => describeCommandList({ nxVersion: '24.0.6' }));
