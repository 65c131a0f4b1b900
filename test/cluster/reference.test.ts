import { addEksProd } from '../../stacks/eks-prod.js';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { applyTree, removeTree, type Verdict } from './harness/apply-tree.js';
import { manifestsOf } from './harness/manifests-of.js';
import { OwnBench } from './harness/own-bench.js';
import { openTally } from './harness/tally.js';

const CLUSTERS = [manifestsOf('metal-prod', addMetalProd), manifestsOf('eks-prod', addEksProd)];

const tally = openTally('kube-apiserver', 'both reference clusters, strictly validated, under the policies');
const verdicts = new Map<string, readonly Verdict[]>();
let own: OwnBench | undefined;

beforeAll(async () => {
  own = await OwnBench.start({ controllers: 'none' });
  for (const set of CLUSTERS) {
    verdicts.set(set.name, await applyTree(own.client, set));
    await removeTree(own.client, set);
  }
});

afterAll(async () => {
  await own?.stop();
});

describe.each(CLUSTERS)('the tree of $name, applied unit by unit, each by its own account', (set) => {
  it('holds the objects of a platform and two tenants', () => {
    expect(set.all({ layer: 'written' }).length).toBeGreaterThan(300);
  });

  it('is taken whole, without a warning', () => {
    const found = verdicts.get(set.name);
    expect(found).toEqual([]);
    tally.count(set.all({ layer: 'written' }).length, found?.length);
  });
});
