import { Construct } from 'constructs';
import type { HelmRelease } from '../../flux/index.js';
import { dnsSubdomain, host } from '../../../lib/model/index.js';
import { clusterOf, targetOf, type Target } from '../../../lib/targets/index.js';
import { controllerRelease, type ControllerProps } from './controller.js';
import { predictedService, predictedWorkload } from './predicted.js';
import { requireTarget } from './require-target.js';

/** Props of {@link ExternalDns}. */
export interface ExternalDnsProps extends ControllerProps {
  /** Domains whose records may be written, such as `example.com`; records elsewhere are never touched. */
  readonly domainFilters: readonly string[];
  /**
   * Where the cluster runs.
   * @default - the target of the nearest Cluster
   */
  readonly target?: Target;
  /**
   * Owner written beside each record, so that two clusters never change each other's records.
   * @default - the name of the Cluster
   */
  readonly txtOwnerId?: string;
  /**
   * Whether records of hosts that are gone are removed.
   * @default 'sync'
   */
  readonly policy?: 'sync' | 'upsert-only';
}

const NAME = 'external-dns';
const LABELS = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/instance': NAME } as const;

/**
 * external-dns on Route 53. It reads hosts from Gateways alone, which belong to the platform, so that no tenant can
 * point a name anywhere.
 *
 * @see https://kubernetes-sigs.github.io/external-dns/
 */
export class ExternalDns extends Construct {
  /** The HelmRelease. */
  readonly release: HelmRelease;

  constructor(scope: Construct, id: string, props: ExternalDnsProps) {
    super(scope, id);
    const where = this.node.path;
    const target = requireTarget(this, targetOf(this, props.target), 'eks', 'external-dns');
    const domainFilters = props.domainFilters.map((domain, index) =>
      host(domain, { where, field: `domainFilters[${index}]` }),
    );
    const owner = props.txtOwnerId ?? clusterOf(this)?.name ?? NAME;
    const txtOwnerId = dnsSubdomain(owner, { where, field: 'txtOwnerId' });
    this.release = controllerRelease(this, props, {
      name: NAME,
      namespace: NAME,
      chart: NAME,
      values: () => ({
        provider: { name: 'aws' },
        sources: ['istio-gateway'],
        domainFilters: [...domainFilters].sort(),
        policy: props.policy ?? 'sync',
        registry: 'txt',
        txtOwnerId,
        env: [{ name: 'AWS_DEFAULT_REGION', value: target.region }],
        serviceAccount: { create: true, name: NAME },
      }),
      predict: () => [
        ...predictedWorkload({
          name: NAME,
          namespace: NAME,
          labels: LABELS,
          serviceAccountName: NAME,
          ports: [7979],
        }),
        predictedService(NAME, NAME, LABELS, [{ name: 'http', port: 7979, targetPort: 7979 }]),
      ],
    });
  }
}
