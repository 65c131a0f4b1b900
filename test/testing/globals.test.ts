/* eslint jest/expect-expect: ['error', { assertFunctionNames: ['imported'] }] -- the other expect is what is tested */
import { expect as imported } from '@jest/globals';
import { addMatchers } from '../../lib/testing/index.js';
import { namespace, setOf, workload } from '../access/manifests.js';

const TENANT = (name: string): string => namespace(name, `{istio-injection: enabled, tenant-mesh.io/tenant: ${name}}`);
const OPEN = setOf(TENANT('a'), TENANT('b'), workload('ui', 'a'), workload('api', 'b'));

it('are there on the expect that @jest/globals hands out, with the trail and the witness in what they say', () => {
  addMatchers(imported);
  imported(OPEN).toAllow({ from: 'a/ui', to: 'svc:b/api:80' });
  imported(OPEN).not.toIsolate('a', 'b');
  const isolation = (): void => imported(OPEN).toIsolate('a', 'b');
  imported(isolation).toThrow(/a reaches b:\na\/.* -> b\/api:\d+ with any request\n {2}ok /);
});
