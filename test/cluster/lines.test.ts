import { addEksProd } from '../../stacks/eks-prod.js';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { askRefused, askTwin, CASES, prepareCases, refusingPolicy } from './harness/admission-cases.js';
import { applyTree } from './harness/apply-tree.js';
import { manifestsOf } from './harness/manifests-of.js';
import { OwnBench } from './harness/own-bench.js';
import { openTally } from './harness/tally.js';
import { LINES } from './harness/versions.js';

const CLUSTERS = [manifestsOf('metal-prod', addMetalProd), manifestsOf('eks-prod', addEksProd)];

describe.each(['oldest', 'newest'] as const)('the %s line of Kubernetes that we claim', (line) => {
  const trees = openTally(
    'kube-apiserver',
    'both reference clusters, strictly validated, under the policies',
    LINES[line],
  );
  const cases = openTally('kube-apiserver', 'admission policies: forbidden things and their near twins', LINES[line]);

  it.each(CLUSTERS)('takes the tree of $name whole, without a warning', async (set) => {
    await withBench(async ({ client }) => {
      const { body } = await client.get('/version');
      expect(body).toMatchObject({ gitVersion: `v${LINES[line]}` });
      expect(await applyTree(client, set)).toEqual([]);
      trees.count(set.all({ layer: 'written' }).length);
    });
  });

  it('refuses by policy what the policies forbid, and lets each near twin pass', async () => {
    await withBench(async ({ client }) => {
      await prepareCases(client);
      for (const one of CASES) {
        const { message } = await askRefused(client, one);
        expect([one.asks, refusingPolicy(message), message]).toEqual([
          one.asks,
          one.policy,
          expect.stringContaining(one.says),
        ]);
        const { ok, message: objection, warnings } = await askTwin(client, one);
        expect([one.asks, ok, objection, warnings]).toEqual([one.asks, true, '', []]);
      }
      cases.count(2 * CASES.length, CASES.length);
    });
  });

  async function withBench(use: (own: OwnBench) => Promise<void>): Promise<void> {
    const own = await OwnBench.start(line);
    await use(own).finally(() => own.stop());
  }
});
