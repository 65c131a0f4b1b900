import type { ManifestSet } from '../../lib/manifest/index.js';
import { addEksProd } from '../../stacks/eks-prod.js';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { applyTree, type Verdict } from './harness/apply-tree.js';
import { manifestsOf } from './harness/manifests-of.js';
import { OwnBench } from './harness/own-bench.js';
import { openTally } from './harness/tally.js';

const CLUSTERS = [
  { name: 'metal-prod', add: addMetalProd },
  { name: 'eks-prod', add: addEksProd },
] as const;

const tally = openTally('kube-apiserver', 'both reference clusters, strictly validated, under the policies');

describe.each(CLUSTERS)('the tree of $name, applied unit by unit, each by its own account', ({ name, add }) => {
  let own: OwnBench | undefined;
  let verdicts: readonly Verdict[];
  let set: ManifestSet;

  beforeAll(async () => {
    set = manifestsOf(name, add);
    own = await OwnBench.start();
    verdicts = await applyTree(own.client, set);
    tally.count(set.all({ layer: 'written' }).length, verdicts.length);
  });

  afterAll(async () => {
    await own?.stop();
  });

  it('holds the objects of a platform and two tenants', () => {
    expect(set.all({ layer: 'written' }).length).toBeGreaterThan(300);
  });

  it('is taken whole, without a warning', () => {
    expect(verdicts).toEqual([]);
  });
});
