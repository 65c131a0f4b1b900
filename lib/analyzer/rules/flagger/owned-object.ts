import type { ManifestEntry } from '../../../manifest/index.js';
import { field } from '../../context.js';
import { CANARY, serviceName, targetOf } from '../../lookup/canary.js';
import { text } from '../../read.js';
import type { Rule } from '../../rule.js';

const DEPLOYMENT = 'Deployment.apps';
const DESTINATION_RULE = 'DestinationRule.networking.istio.io';
const HTTP_ROUTE = 'HTTPRoute.gateway.networking.k8s.io';
const SERVICE = 'Service';
const VIRTUAL_SERVICE = 'VirtualService.networking.istio.io';

/** A written object that Flagger makes too. */
export const ownedObject: Rule = {
  meta: {
    code: 'TM4403',
    name: 'owned-object',
    area: 'flagger',
    summary:
      'Flux and Flagger write the object in turn, so weights are reset in the middle of a release and traffic goes to the wrong version.',
    remedy: 'Leave the object out, and say what it should be in `spec.service` of the Canary.',
    inputs: [CANARY, DEPLOYMENT, DESTINATION_RULE, HTTP_ROUTE, SERVICE, VIRTUAL_SERVICE].sort(),
  },
  check: (context) => {
    for (const kind of [DEPLOYMENT, DESTINATION_RULE, HTTP_ROUTE, SERVICE, VIRTUAL_SERVICE]) context.all(kind);
    for (const canary of context.all(CANARY)) {
      for (const [kind, name] of ownedBy(canary)) {
        const entry = context.find(kind, canary.id.namespace, name);
        if (entry?.layer !== 'written') continue;
        context.report(entry, { message: `Flagger makes it for Canary "${canary.id.name}"` });
      }
    }
  },
};

function ownedBy(canary: ManifestEntry): readonly (readonly [kind: string, name: string])[] {
  const service = serviceName(canary);
  const target = targetOf(canary);
  const isService = target.kind === 'Service';
  const parts = [`${service}-canary`, `${service}-primary`];
  return [
    // A Canary of a Service splits the one that is written.
    ...(isService ? [] : [[SERVICE, service] as const]),
    ...parts.map((name) => [SERVICE, name] as const),
    ...(isService ? [] : [[DEPLOYMENT, `${target.name}-primary`] as const]),
    ...routesOf(text(field(canary, 'spec', 'provider')) ?? 'istio', service, parts),
  ];
}

function routesOf(provider: string, service: string, parts: readonly string[]) {
  if (provider.startsWith('gatewayapi')) return [[HTTP_ROUTE, service] as const];
  if (provider !== 'istio') return [];
  return [[VIRTUAL_SERVICE, service] as const, ...parts.map((name) => [DESTINATION_RULE, name] as const)];
}
