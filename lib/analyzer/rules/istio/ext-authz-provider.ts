import { field } from '../../context.js';
import { ISTIOD_KINDS, istiods } from '../../lookup/istiod.js';
import { at, objects, text } from '../../read.js';
import type { Rule } from '../../rule.js';

const POLICY = 'AuthorizationPolicy.security.istio.io';

/** A CUSTOM policy that asks a provider the mesh does not know. */
export const extAuthzProvider: Rule = {
  meta: {
    code: 'TM4104',
    name: 'ext-authz-provider',
    area: 'istio',
    summary:
      'A CUSTOM policy whose provider the mesh configuration does not hold denies every request that it matches.',
    remedy:
      'Add an `envoyExtAuthzHttp` or `envoyExtAuthzGrpc` provider of this name to `meshConfig.extensionProviders`.',
    inputs: [POLICY, ...ISTIOD_KINDS].sort(),
  },
  check: (context) => {
    const planes = istiods(context);
    const policies = context.all(POLICY);
    // Without a control plane in the set its mesh configuration stands somewhere else.
    if (planes.length === 0) return;
    const known = new Set(
      planes
        .flatMap(({ values }) => objects(at(values, 'meshConfig', 'extensionProviders')))
        .filter(
          (provider) => provider['envoyExtAuthzHttp'] !== undefined || provider['envoyExtAuthzGrpc'] !== undefined,
        )
        .map((provider) => text(provider['name'])),
    );
    for (const policy of policies) {
      if (text(field(policy, 'spec', 'action')) !== 'CUSTOM') continue;
      const name = text(field(policy, 'spec', 'provider', 'name'));
      if (name === undefined || known.has(name)) continue;
      context.report(policy, {
        field: 'spec.provider.name',
        message: `the mesh configuration has no external authorization provider "${name}"`,
      });
    }
  },
};
