import type { CallProtocol } from '../policy/call.js';
import type { Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import type { RequestClass } from './request-classes.js';
import { textClasses, unusedCharacter } from './text-classes.js';
import { usageOf } from './usage.js';

/** SPIFFE ids that policies of a gateway tell apart in certificates of its clients, one of each kind. */
export function certificateClasses(world: World, gateway: Workload): readonly string[] {
  const policies = world.policiesOf(gateway);
  const protocols: readonly CallProtocol[] = ['http', 'tcp'];
  const usage = usageOf(protocols.map((protocol) => policies.rules(protocol)));
  const valuesOf = (key: string): readonly string[] => [...(usage.get(key) ?? [])];
  const principals = valuesOf('source.principal');
  const other = unusedCharacter([...principals, ...valuesOf('source.namespace'), ...valuesOf('source.serviceAccount')]);
  const spaces = [...valuesOf('source.namespace').map((value) => value.replaceAll('*', '')), other];
  const accounts = valuesOf('source.serviceAccount').map((value) => value.split('/'));
  const domains = [...valuesOf('source.trustDomain').map((value) => value.replaceAll('*', other)), other];
  const named = accounts.flatMap(([first = '', second]) => {
    const [namespaces, account] =
      second === undefined ? [[gateway.namespace, world.mesh.rootNamespace], first] : [[first], second];
    return namespaces.map((namespace) => ({ namespace, account }));
  });
  const places = [...spaces.map((namespace) => ({ namespace, account: other })), ...named];
  const made = domains.flatMap((domain) =>
    places.map(({ namespace, account }) => `${domain}/ns/${namespace}/sa/${account}`),
  );
  return [...new Set([...textClasses(principals).filter((text) => text !== ''), ...made])];
}

/** No certificate, or one of a class. */
export function certificateDimension(certificates: readonly string[]): readonly RequestClass[] {
  return [{}, ...certificates.map((certificate) => ({ certificate }))];
}
