import { recordingSerializer } from 'tenant-mesh/testing/pulumi';
import { AUTO, KARPENTER, MANAGED, makeCluster, record } from './programs.js';

expect.addSnapshotSerializer(recordingSerializer);

describe('EksCluster', () => {
  it.each([
    ['managed', MANAGED],
    ['karpenter', KARPENTER],
    ['auto', AUTO],
  ])('records %s', async (_kind, compute) => {
    expect(await record(() => makeCluster({ compute }))).toMatchSnapshot();
  });
});
