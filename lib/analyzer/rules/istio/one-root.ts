import { ISTIOD_KINDS, environment, istiods, rootsOf, type Istiod } from '../../lookup/istiod.js';
import type { Report } from '../../context.js';
import { strings } from '../../read.js';
import type { Rule } from '../../rule.js';

const CERTIFICATES = 'meshConfig.caCertificates';

/** A mesh whose proxies do not all trust one root. */
export const oneRoot: Rule = {
  meta: {
    code: 'TM4111',
    name: 'one-root',
    area: 'istio',
    summary:
      'A proxy trusts its own root alone, so with several of them gateways, monitoring and releases cannot reach every tenant; trusting all of them together ends the separation they were made for.',
    remedy: 'Keep one root with an intermediate for each tenant, and list every signer in its one entry.',
    inputs: [...ISTIOD_KINDS].sort(),
  },
  check: (context) => {
    for (const plane of istiods(context)) {
      for (const report of [...multiroot(plane), ...entries(plane), ...twice(plane)])
        context.report(plane.entry, report);
    }
  },
};

function multiroot(plane: Istiod): readonly Report[] {
  if (environment(plane, 'ISTIO_MULTIROOT_MESH') !== 'true') return [];
  const message = 'every proxy would trust the roots of all tenants';
  return [{ field: 'spec.values.env.ISTIO_MULTIROOT_MESH', message }];
}

function entries(plane: Istiod): readonly Report[] {
  const { length } = rootsOf(plane);
  return length < 2 ? [] : [{ field: CERTIFICATES, message: `the mesh has ${length} roots` }];
}

/** istiod picks between two entries with one signer by chance. */
function twice(plane: Istiod): readonly Report[] {
  const first = new Map<string, number>();
  return rootsOf(plane).flatMap((root, index) =>
    [...new Set(strings(root['certSigners']))].flatMap((signer) => {
      const before = first.get(signer);
      first.set(signer, before ?? index);
      if (before === undefined) return [];
      const message = `signer "${signer}" stands in entry ${before} already, and istiod picks one by chance`;
      return [{ field: `${CERTIFICATES}[${index}].certSigners`, message }];
    }),
  );
}
