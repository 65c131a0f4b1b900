import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MeshApp } from 'tenant-mesh';
import { adopt, compareAdoption, type Adoption } from '../../lib/adopt/index.js';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { quietly } from '../stacks/trees.js';
import { addCluster } from './golden/metal-prod/cluster.js';
import { decided, expectFiles } from './program.js';

let folder: string;
let adoption: Adoption;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenant-mesh-round-'));
  const app = new MeshApp({ outdir: join(folder, 'repository') });
  addMetalProd(app);
  quietly(() => {
    app.synth();
  });
  adoption = adopt(join(folder, 'repository'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the import of the reference platform', () => {
  it('finds a construct for every object, and nothing in the way', () => {
    const others = adoption.objects.filter(({ verdict }) => verdict.kind !== 'owned');
    expect(others).toEqual([]);
    expect(adoption.reading.unread).toEqual([]);
    expect(adoption.reading.unreached).toEqual([]);
    expect(adoption.tenants).toEqual(['tenant-a', 'tenant-b']);
  });

  it('asks for what the tree does not say, and for nothing else', () => {
    expect(adoption.choices.map(({ name }) => name)).toEqual(['apiServer', 'repository']);
    expectFiles('metal-prod', decided(adoption));
  });

  it('comes back to the same tree, save for the addresses of nodes, which no tree tells from those of others', () => {
    const app = new MeshApp({ outdir: join(folder, 'again') });
    addCluster(app);
    quietly(() => {
      app.synth();
    });
    const { equal, changed, gone, added, doubled } = compareAdoption(adoption, join(folder, 'again'));
    expect({ gone, added, doubled }).toEqual({ gone: [], added: [], doubled: [] });
    expect(changed.map(({ object, fields }) => [object, fields.map(({ field }) => field)])).toEqual([
      ['NetworkPolicy kube-system/kubelets-out', ['metadata.annotations', 'spec.egress[0].to']],
      ['NetworkPolicy monitoring/metrics-metallb-speakers-out', ['metadata.annotations', 'spec.egress[0].to']],
      ['NetworkPolicy monitoring/metrics-nodes-out', ['metadata.annotations', 'spec.egress[0].to']],
    ]);
    expect(equal).toBe(adoption.objects.length - changed.length);
  });
});
