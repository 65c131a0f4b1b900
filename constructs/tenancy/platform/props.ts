import type { JsonObject } from '../../../lib/model/index.js';
import type { Target } from '../../../lib/targets/index.js';
import type { LifetimeProps } from '../../cert-manager/index.js';
import type { ChartKey, FluxReceiver, ImageAutomationProps, RegistryAccess } from '../../flux/index.js';
import type { AccessLogMode } from '../../istio/index.js';
import type { KialiAuth, MetricsServerProps } from '../controllers/index.js';
import type { PoolAnnouncement } from '../metallb-pool/index.js';
import type { Exposure, SecureGatewayProps } from '../secure-gateway/index.js';
import type { MeshRootProps } from '../tenant-ca/index.js';
import type { Administrators } from './administrators.js';
import type { GatewayIssuerSource } from './gateway-issuer.js';

/** The gateway that tenants share. */
export interface SharedGatewayProps extends Pick<SecureGatewayProps, 'replicas' | 'resources' | 'identityHeaders'> {
  /**
   * How it is reached from outside.
   * @default - the pool of `metallb` on bare metal; a Network Load Balancer on EKS
   */
  readonly exposure?: Exposure;
  /**
   * Life of the certificates of its hosts.
   * @default - 90 days, renewed with 30 left
   */
  readonly certificates?: LifetimeProps;
}

/** Addresses of the shared gateway on bare metal. */
export interface SharedPoolProps {
  /** CIDRs, or ranges as `first-last`. */
  readonly addresses: readonly string[];
  /**
   * How the addresses become known outside.
   * @default - by ARP and NDP
   */
  readonly announcement?: PoolAnnouncement;
  /**
   * Ranges that something else uses, such as those of nodes, pods and Services.
   * @default - none is checked
   */
  readonly reserved?: readonly string[];
}

/** What is watched, and how long. */
export interface MonitoringProps {
  /**
   * How long metrics are kept.
   * @default '360h'
   */
  readonly retention?: string;
  /**
   * Size of the volume of Prometheus.
   * @default '50Gi'
   */
  readonly storage?: string;
  /**
   * StorageClass of that volume.
   * @default - an encrypted gp3 class on EKS; elsewhere the default class of the cluster, as the summary of synth says
   */
  readonly storageClassName?: string;
  /**
   * Secret in `monitoring` with the configuration of Alertmanager.
   * @default - alerts are shown and sent to nobody
   */
  readonly alertmanagerConfigSecret?: string;
  /**
   * Secret in `monitoring` with `admin-user` and `admin-password` of Grafana; everything behind the controllers waits
   * for it.
   * @default - the chart makes a password once and keeps it in the Secret `kube-prometheus-stack-grafana`
   */
  readonly grafanaAdminSecret?: string;
  /**
   * How people sign in to Kiali.
   * @default - with a token of a ServiceAccount
   */
  readonly kialiAuth?: KialiAuth;
}

/** What Flux does beside applying the tree. */
export interface FluxProps {
  /**
   * Bumping of image tags. The key of the repository must be allowed to write, and Flux must run its image controllers.
   * @default - no automation; images change by commit
   */
  readonly imageAutomation?: Omit<ImageAutomationProps, 'path'> & {
    /**
     * How Flux signs in to the registry of the tenants' images.
     * @default - a public registry
     */
    readonly access?: RegistryAccess;
  };
  /**
   * Who is told when reconciliation fails.
   * @default - the alerts of Prometheus alone
   */
  readonly receiver?: FluxReceiver;
}

/** What belongs to EKS alone. */
export interface EksProps {
  /**
   * Id of the VPC, for the load balancer controller. May be a fact.
   * @default - the controller asks the metadata service of its node
   */
  readonly vpcId?: string;
}

/** Records in DNS, on EKS. */
export interface DnsProps {
  /** Domains whose records may be written. */
  readonly domainFilters: readonly string[];
}

/** Props of {@link Platform}. */
export interface PlatformProps {
  /** Where the one root of the mesh comes from. */
  readonly root: MeshRootProps['source'];
  /** Who issues the certificates that gateways show to the world. */
  readonly gatewayIssuer: GatewayIssuerSource;
  /**
   * The gateway that tenants share.
   * @default - the defaults of each field
   */
  readonly sharedGateway?: SharedGatewayProps;
  /**
   * Addresses of the shared gateway, on bare metal; needed there unless `sharedGateway.exposure` says otherwise.
   * @default - none
   */
  readonly metallb?: SharedPoolProps;
  /**
   * What belongs to EKS alone.
   * @default - the defaults of each field
   */
  readonly eks?: EksProps;
  /**
   * Records in DNS, on EKS.
   * @default - somebody else writes them
   */
  readonly dns?: DnsProps;
  /**
   * What is watched, and how long.
   * @default - the defaults of each field
   */
  readonly monitoring?: MonitoringProps;
  /**
   * What Flux does beside applying the tree.
   * @default - nothing
   */
  readonly flux?: FluxProps;
  /**
   * Whether metrics-server verifies the certificates of kubelets.
   * @default 'verified'
   */
  readonly kubelets?: NonNullable<MetricsServerProps['kubelets']>;
  /**
   * Who may do in a tenant's namespace what tenants may not, beside the accounts of Flux and within each policy's own
   * terms.
   * @default - the groups that kubeadm gives its administrators, or on EKS the group `platform-administrators`
   */
  readonly administrators?: Administrators;
  /**
   * PriorityClasses that pods of tenants may name, the default class of the cluster among them, if it has one.
   * @default - none
   */
  readonly tenantPriorityClasses?: readonly string[];
  /**
   * Which requests proxies log where their namespace says nothing else.
   * @default "errors"
   */
  readonly accessLog?: AccessLogMode;
  /**
   * Issuers, by full signer name, whose CertificateRequests cert-manager approves beside those of the platform.
   * @default - none
   */
  readonly approveSignerNames?: readonly string[];
  /**
   * Addresses from which istiod fetches no signing keys; those that an issuer names as its own are left out.
   * @default - private, link-local and loopback ranges
   */
  readonly blockedJwksCidrs?: readonly string[];
  /**
   * Values merged over those of a controller, by the key of its chart.
   * @default - none
   */
  readonly values?: Partial<Readonly<Record<ChartKey, JsonObject>>>;
  /**
   * Where the cluster runs.
   * @default - the target of the nearest Cluster
   */
  readonly target?: Target;
}
