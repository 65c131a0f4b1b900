import fc from 'fast-check';
import { ManifestSet, parseManifests } from '../../../lib/manifest/index.js';
import { rulesForHost } from '../../../lib/access/policy/host-rules.js';
import { judge } from '../../../lib/access/policy/authorization.js';
import { arrivalWith } from '../../../lib/access/proof/search.js';
import { World } from '../../../lib/access/world/world.js';
import { namespace, policy, workload } from '../manifests.js';

const HOSTS = ['a', 'A', 'b', 'a:80', 'b:*', 'a:8*', '*', '*a', 'a*', 'a:', ':*', '[::1]:80', '*:80'];
const CALLED = ['a', 'A', 'b', 'b:', 'b:80', 'b:8x', 'a:80', 'a:8', 'a:', '', ':', 'ba', '[::1]:80', '[::1]', 'c:80'];

/** A workload with more policies than are looked at one by one; each names some hosts. */
function worldOf(policies: readonly (readonly string[])[]): World {
  const actions = ['ALLOW', 'DENY', 'CUSTOM, provider: {name: p}'];
  const yaml = policies.map((hosts, at) =>
    policy(
      `p${String(at)}`,
      'space',
      `{action: ${actions[at % 3] ?? ''}, rules: [{to: [{operation: {hosts: ${JSON.stringify(hosts)}}}]}]}`,
    ),
  );
  const entries = parseManifests([namespace('space'), workload('w', 'space'), ...yaml].join('\n---\n'), 'test.yaml');
  return new World(new ManifestSet({ name: 'test', entries }));
}

it('decides by the rules of one host as by all of them', () => {
  const lists = fc.array(fc.array(fc.constantFrom(...HOSTS), { minLength: 1, maxLength: 3 }), {
    minLength: 17,
    maxLength: 24,
  });
  fc.assert(
    fc.property(lists, (policies) => {
      const world = worldOf(policies);
      const callee = world.workload('space', 'w');
      if (callee === undefined) throw new Error('the set has a workload');
      const all = world.policiesOf(callee).rules('http');
      for (const host of CALLED) {
        const call = { ...arrivalWith(callee, 8080, 'http', undefined), host };
        expect(judge(rulesForHost(all, host), call)).toEqual(judge(all, call));
      }
    }),
    { numRuns: 25 },
  );
});

it('looks at the rules of one host alone', () => {
  const world = worldOf(Array.from({ length: 60 }, (_, at) => [`h${String(at)}`]));
  const callee = world.workload('space', 'w');
  if (callee === undefined) throw new Error('the set has a workload');
  const all = world.policiesOf(callee).rules('http');
  expect(rulesForHost(all, 'h3').allow).toHaveLength(1);
  expect(rulesForHost(all, 'H4:80').deny).toHaveLength(1);
  expect(rulesForHost(all, 'none').allow).toEqual([]);
  expect(rulesForHost(all, 'none').allowPolicies).toHaveLength(20);
});
