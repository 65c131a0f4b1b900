import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { crd, kinds } from '../../../lib/imports/schemas.js';
import { constant } from '../../../lib/model/index.js';

/** Systems whose CRDs come as plain manifests, since objects of theirs stand in units that no chart of theirs precedes. */
const SYSTEMS: readonly string[] = ['gateway-api', 'prometheus-operator'];

/**
 * CRDs of the Gateway API and of the Prometheus operator, as plain manifests: cert-manager and istiod look for the
 * first when they start, and monitors of other charts need the second before its own chart is installed.
 *
 * @see https://gateway-api.sigs.k8s.io/guides/
 */
export class PlainCrds extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const seen = new Set<string>();
    for (const kind of kinds()) {
      const name = `${kind.plural}.${kind.group}`;
      if (!SYSTEMS.includes(kind.system) || seen.has(name)) continue;
      seen.add(name);
      const definition = crd(kind);
      constant(definition.spec);
      new ApiObject(this, name, definition);
    }
  }
}
