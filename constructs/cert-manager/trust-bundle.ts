import { Construct } from 'constructs';
import { BundleV1Alpha1 } from '../../lib/imports/trust-manager/index.js';
import { dnsLabel, dnsSubdomain } from '../../lib/model/index.js';

/** Props of {@link TrustBundle}. */
export interface TrustBundleProps {
  /** Name of the Bundle and of the ConfigMap it writes. */
  readonly name: string;
  /** Secret with the certificates, in the namespace that trust-manager reads. */
  readonly sourceSecret: { readonly name: string; readonly key: string };
  /** Key of the ConfigMap. */
  readonly key: string;
  /** The one namespace that receives the ConfigMap. */
  readonly targetNamespace: string;
  /**
   * Labels of the ConfigMap.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * A Bundle of trust-manager: the public part of a Secret as a ConfigMap in one other namespace.
 *
 * @see https://cert-manager.io/docs/trust/trust-manager/
 */
export class TrustBundle extends Construct {
  constructor(scope: Construct, id: string, props: TrustBundleProps) {
    super(scope, id);
    const where = this.node.path;
    const namespace = dnsLabel(props.targetNamespace, { where, field: 'targetNamespace' });
    new BundleV1Alpha1(this, 'Resource', {
      metadata: { name: dnsSubdomain(props.name, { where, field: 'name' }) },
      spec: {
        sources: [{ secret: { name: props.sourceSecret.name, key: props.sourceSecret.key } }],
        target: {
          configMap: {
            key: props.key,
            ...(props.labels === undefined ? {} : { metadata: { labels: { ...props.labels } } }),
          },
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        },
      },
    });
  }
}
