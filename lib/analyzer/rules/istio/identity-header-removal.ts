import type { ManifestEntry } from '../../../manifest/index.js';
import type { JsonObject } from '../../../model/index.js';
import { field, type RuleContext } from '../../context.js';
import { GATEWAY, GatewayScopes } from '../../lookup/gateway-scopes.js';
import { ISTIOD_KINDS, istiods, rootNamespace } from '../../lookup/istiod.js';
import { POD_KINDS, Pods } from '../../lookup/pods.js';
import { at, objects, strings, text } from '../../read.js';
import type { Rule } from '../../rule.js';

const POLICY = 'AuthorizationPolicy.security.istio.io';
const VIRTUAL_SERVICE = 'VirtualService.networking.istio.io';
const IDENTITY = /^(authorization|x-auth-request-.*)$/i;

/** A route that removes, after the check at the gateway, the headers that the check has set. */
export const identityHeaderRemoval: Rule = {
  meta: {
    code: 'TM4107',
    name: 'identity-header-removal',
    area: 'istio',
    summary:
      'A VirtualService removes headers after external authorization, so it deletes the identity that the check has set, and leaves to the check what the client sent.',
    remedy: 'Remove identity headers with an EnvoyFilter that stands ahead of the external authorization filter.',
    inputs: [GATEWAY, POLICY, VIRTUAL_SERVICE, ...ISTIOD_KINDS, ...POD_KINDS].sort(),
  },
  check: (context) => {
    const root = rootNamespace(istiods(context));
    const pods = new Pods(context);
    const policies = context.all(POLICY).filter((policy) => text(field(policy, 'spec', 'action')) === 'CUSTOM');
    const scopes = new GatewayScopes(context, pods, root);
    const checked = new Set(
      policies.flatMap((policy) => scopes.under(policy)).map(({ id }) => `${id.namespace}/${id.name}`),
    );
    for (const route of context.all(VIRTUAL_SERVICE)) reportRemovals(context, route, checked);
  },
};

function reportRemovals(context: RuleContext, route: ManifestEntry, checked: ReadonlySet<string>): void {
  const gateway = strings(field(route, 'spec', 'gateways'))
    .map((name) => (name.includes('/') ? name : `${route.id.namespace}/${name}`))
    .find((name) => checked.has(name));
  if (gateway === undefined) return;
  objects(field(route, 'spec', 'http')).forEach((http, index) => {
    for (const { place, header } of removals(http)) {
      if (!IDENTITY.test(header)) continue;
      context.report(route, {
        field: `spec.http[${index}].${place}`,
        message: `"${header}" is removed behind the external authorization of gateway ${gateway}`,
      });
    }
  });
}

function removals(http: JsonObject): readonly { readonly place: string; readonly header: string }[] {
  const own = strings(at(http, 'headers', 'request', 'remove')).map((header) => ({
    place: 'headers.request.remove',
    header,
  }));
  const below = objects(http['route']).flatMap((destination, index) =>
    strings(at(destination, 'headers', 'request', 'remove')).map((header) => ({
      place: `route[${index}].headers.request.remove`,
      header,
    })),
  );
  return [...own, ...below];
}
