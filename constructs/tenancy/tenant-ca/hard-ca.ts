import { Construct } from 'constructs';
import { needSecret, refuse } from '../../../lib/model/index.js';
import { CaIssuer, PrivateCaIssuer, type IssuerRef, type Lifetime } from '../../cert-manager/index.js';
import {
  approveIssuer,
  CA_KEYS,
  makeIntermediate,
  parentOf,
  suppliedLife,
  isMeshNamespace,
  type Parent,
} from './intermediate.js';
import { selfSignedRoot } from './mesh-root.js';
import type { AwsPcaLeafSource, HardSource } from './source.js';

/** Props of {@link HardCa}. */
export interface HardCaProps {
  /** Name of the tenant. */
  readonly name: string;
  /** Namespace of the tenant's own control plane. */
  readonly namespace: string;
  /** Where its CA comes from. */
  readonly source: HardSource;
  /** Life of the signing certificate in `cacerts`. */
  readonly life: Lifetime;
}

/** Secret from which istiod reads its signing certificate. */
export const CACERTS = 'cacerts';

/**
 * The CA of a control plane of its own: a root that no other tenant's proxies trust and the signing certificate
 * `cacerts` below it, or an issuer that signs workload certificates itself.
 *
 * @see https://istio.io/latest/docs/tasks/security/cert-management/plugin-ca-cert/
 */
export class HardCa extends Construct {
  /** Issuer at the top of the chain. */
  readonly issuerRef: IssuerRef;

  constructor(scope: Construct, id: string, props: HardCaProps) {
    super(scope, id);
    const { name, namespace, source, life } = props;
    if (isMeshNamespace(namespace)) {
      refuse(
        'TM1510',
        { where: this.node.path, field: 'controlPlaneNamespace' },
        'this namespace holds the control plane that tenants share',
        namespace,
        `Write a namespace of its own, such as "istio-${name}".`,
      );
    }
    if (source.kind === 'aws-pca-leaf') {
      this.issuerRef = leafIssuer(this, name, namespace, source);
      return;
    }
    const parent = topOf(this, name, namespace, source);
    this.issuerRef = parent.ref;
    makeIntermediate(this, {
      name: CACERTS,
      namespace,
      secretName: CACERTS,
      commonName: `${name} control plane`,
      life,
      parent,
    });
  }
}

function topOf(
  scope: Construct,
  name: string,
  namespace: string,
  source: Exclude<HardSource, AwsPcaLeafSource>,
): Parent {
  const secretName = `${name}-root-ca`;
  switch (source.kind) {
    case 'self-signed': {
      const { ref, life } = selfSignedRoot(scope, source, { namespace, secretName, name: `${name}-root` });
      approveIssuer(scope, name, ref, namespace);
      return { ref: new CaIssuer(scope, 'Issuer', { name: `${name}-root`, namespace, secretName }).ref, life };
    }
    case 'imported': {
      needSecret(scope, { namespace, name: secretName, keys: CA_KEYS, purpose: `root CA of ${name}'s own mesh` });
      const life = suppliedLife(scope.node.path, 'the supplied root', source.lifetime);
      const { ref } = new CaIssuer(scope, 'Issuer', { name: `${name}-root`, namespace, secretName });
      return { ref, ...(life === undefined ? {} : { life }) };
    }
    case 'aws-pca':
    case 'vault':
      return parentOf(scope, name, source, namespace);
  }
}

function leafIssuer(scope: Construct, name: string, namespace: string, source: AwsPcaLeafSource): IssuerRef {
  const { ref } = new PrivateCaIssuer(scope, 'Issuer', {
    name: `${name}-workloads`,
    namespace,
    arn: source.arn,
    region: source.region,
  });
  approveIssuer(scope, name, ref, namespace);
  return ref;
}
