import { addEksProd } from '../../stacks/eks-prod.js';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { askRefused, askTwin, CASES, prepareCases, refusingPolicy, type NamedCase } from './harness/admission-cases.js';
import { applyAll } from './harness/apply-all.js';
import { applyTree, removeTree, type Verdict } from './harness/apply-tree.js';
import type { Answer } from './harness/client.js';
import { manifestsOf } from './harness/manifests-of.js';
import { OwnBench } from './harness/own-bench.js';
import { openTally } from './harness/tally.js';
import { LINES } from './harness/versions.js';

const CLUSTERS = [manifestsOf('metal-prod', addMetalProd), manifestsOf('eks-prod', addEksProd)];

/** The account of the pods in the cases, which a controller makes where controllers run. */
const ACCOUNT = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'tenant-a' } };

/** What the server said to the forbidden thing of a case, and to its near twin. */
interface CaseAnswers {
  readonly one: NamedCase;
  readonly refused: Answer;
  readonly twin: Answer;
}

describe.each(['oldest', 'newest'] as const)('the %s line of Kubernetes that we claim', (line) => {
  const trees = openTally(
    'kube-apiserver',
    'both reference clusters, strictly validated, under the policies',
    LINES[line],
  );
  const cases = openTally('kube-apiserver', 'admission policies: forbidden things and their near twins', LINES[line]);
  const verdicts = new Map<string, readonly Verdict[]>();
  const answers: CaseAnswers[] = [];
  let own: OwnBench | undefined;

  beforeAll(async () => {
    own = await OwnBench.start({ line, controllers: 'none' });
    const { client } = own;
    for (const set of CLUSTERS) {
      verdicts.set(set.name, await applyTree(client, set));
      await removeTree(client, set);
    }
    await prepareCases(client);
    await applyAll(client, [ACCOUNT]);
    for (const one of CASES) {
      answers.push({ one, refused: await askRefused(client, one), twin: await askTwin(client, one) });
    }
  });

  afterAll(async () => {
    await own?.stop();
  });

  it('is that of the server', async () => {
    expect((await own?.client.get('/version'))?.body).toMatchObject({ gitVersion: `v${LINES[line]}` });
  });

  it.each(CLUSTERS)('takes the tree of $name whole, without a warning', (set) => {
    expect(verdicts.get(set.name)).toEqual([]);
    trees.count(set.all({ layer: 'written' }).length);
  });

  it('refuses by policy what the policies forbid, and lets each near twin pass', () => {
    expect(answers.length).toBeGreaterThan(100);
    for (const { one, refused, twin } of answers) {
      expect([one.asks, refusingPolicy(refused.message), refused.message]).toEqual([
        one.asks,
        one.policy,
        expect.stringContaining(one.says),
      ]);
      expect([one.asks, twin.ok, twin.message, twin.warnings]).toEqual([one.asks, true, '', []]);
    }
    cases.count(2 * answers.length, answers.length);
  });
});
