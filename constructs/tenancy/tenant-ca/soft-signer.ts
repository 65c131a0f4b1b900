import { Construct } from 'constructs';
import { needSecret } from '../../../lib/model/index.js';
import { CaIssuer, refuseOutliving, SignerReference, type Lifetime } from '../../cert-manager/index.js';
import { CA_KEYS, makeIntermediate, parentOf, suppliedLife } from './intermediate.js';
import { ISTIOD, MESH_ROOT } from './names.js';
import type { SoftSource } from './source.js';

/** Props of {@link SoftSigner}. */
export interface SoftSignerProps {
  /** Name of Certificate, Issuer and signer. */
  readonly name: string;
  /** Where the intermediate comes from. */
  readonly source: SoftSource;
  /** Its life. */
  readonly life: Lifetime;
}

/**
 * An intermediate below the mesh root, the Issuer that signs with it, and the right of istiod to name that Issuer.
 *
 * @see https://istio.io/latest/docs/tasks/security/cert-management/custom-ca-k8s/
 */
export class SoftSigner extends Construct {
  constructor(scope: Construct, id: string, props: SoftSignerProps) {
    super(scope, id);
    const { name, source, life } = props;
    const { namespace } = MESH_ROOT;
    const secretName = `${name}-ca`;
    if (source.kind === 'imported') {
      const supplied = suppliedLife(this.node.path, 'the supplied intermediate', source.lifetime);
      // A supplied CA is replaced by hand, so it must outlive at least one certificate of a workload.
      if (supplied !== undefined) refuseOutliving(this.node.path, 'renewBefore', life.renewBefore, supplied);
      needSecret(this, {
        namespace,
        name: secretName,
        keys: CA_KEYS,
        purpose: `intermediate CA of ${name}, signed by the mesh root`,
      });
    } else {
      makeIntermediate(this, {
        name,
        namespace,
        secretName,
        commonName: `${name} intermediate`,
        life,
        parent: parentOf(this, name, source, namespace),
      });
    }
    new CaIssuer(this, 'Issuer', { name, namespace, secretName });
    new SignerReference(this, 'Reference', { issuer: name, namespace, serviceAccount: ISTIOD });
  }
}
