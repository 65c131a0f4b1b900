import type { Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { stepObject, type Trail } from './answer.js';

/** Whether two proxies accept each other's certificates. */
export function trust(world: World, caller: Workload, callee: Workload, trail: Trail): void {
  const [a, b] = [world.trustOf(caller), world.trustOf(callee)];
  const agree = world.trustRoots.agree(a, b);
  const names = `${a.signer ?? 'istiod'} and ${b.signer ?? 'istiod'}`;
  trail.add({
    kind: 'trust-root',
    outcome: agree ? 'pass' : 'deny',
    ...stepObject(b.entry),
    text: agree
      ? `the signers ${names} share a root`
      : `the signers ${names} have different roots, so neither end accepts the other`,
    ...(agree ? {} : { change: 'List both signers in one entry of caCertificates, under one root.' }),
    basis: 'modelled',
  });
}
