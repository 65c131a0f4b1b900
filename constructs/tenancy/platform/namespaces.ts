import { Construct } from 'constructs';
import { NamespaceV1 } from '../../../lib/imports/kubernetes/index.js';
import type { Target } from '../../../lib/targets/index.js';
import { LockedServiceAccount } from '../../kubernetes/index.js';
import type { IMeshNamespace } from '../contracts.js';
import { RequiredFlows, type FlowSite } from '../flows/index.js';
import { namespaceLabels } from '../mesh-namespace/metadata.js';
import type { PodSecurityLevel } from '../mesh-namespace/index.js';

/** A namespace of the platform. */
export interface PlatformNamespaceProps {
  /** Name of the namespace. */
  readonly name: string;
  /** Pod Security level; `privileged` ones hold nothing else. */
  readonly podSecurity: PodSecurityLevel;
  /** Whether its pods have proxies. */
  readonly mesh: 'sidecar' | 'none';
  /**
   * Target that has it.
   * @default - both
   */
  readonly target?: Target['kind'];
}

/** Namespace of the shared gateway. */
export const SHARED_NAMESPACE = 'istio-ingress';

/** Namespaces of the platform; that of a gateway comes with the gateway. */
export const PLATFORM_NAMESPACES: readonly PlatformNamespaceProps[] = [
  { name: 'cert-manager', podSecurity: 'restricted', mesh: 'none' },
  { name: 'external-dns', podSecurity: 'restricted', mesh: 'none', target: 'eks' },
  { name: 'flagger-system', podSecurity: 'restricted', mesh: 'sidecar' },
  { name: 'istio-cni', podSecurity: 'privileged', mesh: 'none' },
  { name: 'istio-system', podSecurity: 'restricted', mesh: 'none' },
  { name: 'kiali', podSecurity: 'restricted', mesh: 'none' },
  { name: 'metallb-system', podSecurity: 'privileged', mesh: 'none', target: 'bare-metal' },
  { name: 'monitoring', podSecurity: 'restricted', mesh: 'none' },
  { name: 'monitoring-node', podSecurity: 'privileged', mesh: 'none' },
];

/**
 * A namespace of the platform: labels, Pod Security, the flows its pieces need and nothing else, and a default account
 * without a token. It has no LimitRange: charts say what their containers need, and a default limit below a request
 * would refuse their pods.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export class PlatformNamespace extends Construct implements IMeshNamespace {
  readonly name: string;

  constructor(scope: Construct, id: string, props: PlatformNamespaceProps & { readonly on: Target }) {
    super(scope, id);
    const { name, podSecurity, mesh } = props;
    this.name = name;
    const labels = namespaceLabels('platform', undefined, podSecurity, { kind: mesh });
    new NamespaceV1(this, 'Resource', { metadata: { name, labels: { ...labels } } });
    new LockedServiceAccount(this, 'DefaultAccount', { name: 'default', namespace: name });
    new RequiredFlows(this, 'Flows', { site: platformSite(name, mesh, props.on) });
  }
}

/** A namespace of the platform as the table of flows asks for it. */
export function platformSite(namespace: string, mesh: PlatformNamespaceProps['mesh'], target: Target): FlowSite {
  const { addresses } = target;
  return {
    namespace,
    role: 'platform',
    mesh,
    target: target.kind,
    ...(addresses === undefined ? {} : { addresses }),
  };
}

/** Namespaces that a target has. */
export function namespacesOf(target: Target['kind']): readonly PlatformNamespaceProps[] {
  return PLATFORM_NAMESPACES.filter((namespace) => namespace.target === undefined || namespace.target === target);
}
