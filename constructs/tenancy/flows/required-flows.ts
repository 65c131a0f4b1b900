import { Construct } from 'constructs';
import { NetworkPolicyV1 } from '../../../lib/imports/kubernetes/index.js';
import type { FlowSite } from './flow.js';
import { flowPolicies } from './network.js';

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
 * The NetworkPolicies of a namespace: nothing passes but what the table of flows names.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class RequiredFlows extends Construct {
  constructor(scope: Construct, id: string, props: RequiredFlowsProps) {
    super(scope, id);
    const { site } = props;
    const metadata = (name: string) => ({
      name,
      namespace: site.namespace,
      ...(props.labels === undefined ? {} : { labels: { ...props.labels } }),
    });
    new NetworkPolicyV1(this, 'Resource', {
      metadata: metadata('default-deny'),
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
    for (const { name, spec } of flowPolicies(site))
      new NetworkPolicyV1(this, name, { metadata: metadata(name), spec });
  }
}
