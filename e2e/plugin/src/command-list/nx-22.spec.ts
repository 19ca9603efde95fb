import { describeCommandList } from './story';

describe('the command list of the README on Nx 22.7.12', () => describeCommandList({ nxVersion: '22.7.12' }));
