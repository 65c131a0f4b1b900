import type { ManifestEntry } from '../../../manifest/index.js';
import { field } from '../../context.js';
import { GATEWAY, GatewayScopes } from '../../lookup/gateway-scopes.js';
import { ISTIOD_KINDS, istiods, rootNamespace } from '../../lookup/istiod.js';
import { POD_KINDS, Pods } from '../../lookup/pods.js';
import { at, objects, strings, text } from '../../read.js';
import type { Rule } from '../../rule.js';

const POLICY = 'AuthorizationPolicy.security.istio.io';

/** An exact host in a policy without the same host with any port. */
export const hostWithPortTwin: Rule = {
  meta: {
    code: 'TM4108',
    name: 'host-with-port-twin',
    area: 'istio',
    summary:
      'A host in a policy is compared with the port that the client wrote, while routing ignores the port: `host:443` passes by a check on `host`.',
    remedy: 'Write both forms: `host` and `host:*`.',
    inputs: [GATEWAY, POLICY, ...ISTIOD_KINDS, ...POD_KINDS].sort(),
  },
  check: (context) => {
    const root = rootNamespace(istiods(context));
    const pods = new Pods(context);
    const scopes = new GatewayScopes(context, pods, root);
    for (const policy of context.all(POLICY)) {
      const keys = comparedKeys(policy, scopes);
      if (keys.length === 0) continue;
      for (const { place, key, hosts } of hostLists(policy)) {
        if (!keys.includes(key)) continue;
        const alone = hosts.filter((host) => isExact(host) && !hosts.includes(`${host}:*`));
        for (const host of alone)
          context.report(policy, { field: place, message: `"${host}" stands without "${host}:*"` });
      }
    }
  },
};

/** Which lists let something by, or shut somebody out, when the port is missing. */
function comparedKeys(policy: ManifestEntry, scopes: GatewayScopes): readonly string[] {
  switch (text(field(policy, 'spec', 'action')) ?? 'ALLOW') {
    case 'CUSTOM':
    case 'DENY':
      return ['hosts', 'notHosts'];
    case 'ALLOW':
      return scopes.under(policy).length > 0 ? ['hosts', 'notHosts'] : ['notHosts'];
    default:
      return [];
  }
}

function hostLists(policy: ManifestEntry) {
  return objects(field(policy, 'spec', 'rules')).flatMap((rule, ruleAt) =>
    objects(rule['to']).flatMap((to, toAt) =>
      ['hosts', 'notHosts'].map((key) => ({
        place: `spec.rules[${ruleAt}].to[${toAt}].operation.${key}`,
        key,
        hosts: strings(at(to, 'operation', key)),
      })),
    ),
  );
}

function isExact(host: string): boolean {
  return !host.includes('*') && !/:\d+$/.test(host);
}
