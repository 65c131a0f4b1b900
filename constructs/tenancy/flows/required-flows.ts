import { Construct } from 'constructs';
import { KEYS } from '../../../lib/model/index.js';
import { NetworkPolicyV1 } from '../../../lib/imports/kubernetes/index.js';
import type { FlowSite } from './flow.js';
import { flowPolicies } from './network.js';
import { part } from './parts.js';

/** Props of {@link RequiredFlows}. */
export interface RequiredFlowsProps {
  /** The namespace, its role and how it is in the mesh. */
  readonly site: FlowSite;
  /**
   * Labels of the objects.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * The NetworkPolicies of a namespace: nothing passes but what the table of flows names. In a namespace that is not
 * ours, such as `kube-system`, they are for the pods of one piece and leave all others alone.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class RequiredFlows extends Construct {
  constructor(scope: Construct, id: string, props: RequiredFlowsProps) {
    super(scope, id);
    const { site } = props;
    const metadata = (name: string, podless?: string) => ({
      name,
      namespace: site.namespace,
      ...(props.labels === undefined ? {} : { labels: { ...props.labels } }),
      ...(podless === undefined ? {} : { annotations: { [KEYS.podless]: podless } }),
    });
    const { only } = site;
    new NetworkPolicyV1(this, 'Resource', {
      metadata: metadata(only === undefined ? 'default-deny' : `${only}-default-deny`),
      spec: {
        podSelector: only === undefined ? {} : { matchLabels: part(only).labels },
        policyTypes: ['Ingress', 'Egress'],
      },
    });
    for (const { name, spec, podless } of flowPolicies(site))
      new NetworkPolicyV1(this, name, { metadata: metadata(name, podless), spec });
  }
}
