import type { NamespaceRole } from '../../../lib/model/index.js';
import type { Target } from '../../../lib/targets/index.js';
import type { AccessLogMode, ExternalPort, OutboundPolicy } from '../../istio/index.js';
import type { ComputeResources, QuotaHard } from '../../kubernetes/index.js';
import type { IMeshIdentity, ISigner, WorkloadPort } from '../contracts.js';
import type { PartName } from '../flows/index.js';
import type { ResourceDemand } from './required-quota.js';

/** How the pods of a namespace are in the mesh. */
export type DataPlane =
  /** A proxy in each pod, by the default revision or by one revision. */
  | {
      readonly kind: 'sidecar';
      /** Revision of istiod. @default - the default revision */
      readonly revision?: string;
    }
  /** A proxy on each node; rules on methods, paths and tokens need the waypoint. */
  | {
      readonly kind: 'ambient';
      /** The waypoint. @default - none: callers and ports alone are judged */
      readonly waypoint?: { readonly name: string };
    }
  /** Not in the mesh. */
  | { readonly kind: 'none' };

/** Pod Security level that a namespace enforces. */
export type PodSecurityLevel = 'restricted' | 'baseline' | 'privileged';

/** Bounds of a quota that are not computed from workloads. */
export type OtherBounds = Omit<QuotaHard, 'requests.cpu' | 'requests.memory' | 'limits.cpu' | 'limits.memory' | 'pods'>;

/** Where the quota of a namespace comes from. */
export type QuotaPolicy =
  /** From the workloads in it at their largest, times `headroom`. */
  | {
      readonly kind: 'computed';
      /** Factor on what is needed. @default 1.25 */
      readonly headroom?: number;
      /** What no workload tells. @default - for a tenant 100Gi of volumes, and 100 objects of each kind or more */
      readonly also?: OtherBounds;
    }
  /** Given; synth fails when the workloads in it need more. */
  | { readonly kind: 'fixed'; readonly hard: QuotaHard }
  /** No quota. */
  | { readonly kind: 'none' };

/** Limits of the containers of a namespace. */
export interface LimitsProps {
  /**
   * Limits of a container that states none.
   * @default `{ cpu: "500m", memory: "512Mi" }`
   */
  readonly default?: ComputeResources;
  /**
   * Requests of a container that states none.
   * @default `{ cpu: "100m", memory: "128Mi" }`
   */
  readonly defaultRequest?: ComputeResources;
  /**
   * The most that one container may ask for; the injected proxy must fit.
   * @default `{ cpu: "4", memory: "8Gi" }`
   */
  readonly max?: ComputeResources;
  /**
   * Disk that a container may fill: its logs, its own file system and its `emptyDir` volumes.
   * @default "4Gi"
   */
  readonly ephemeralStorage?: string;
}

/** Groups of people who may look into a namespace or operate it. */
export interface AccessProps {
  /**
   * Groups that read, but no Secret.
   * @default - none
   */
  readonly viewers?: readonly string[];
  /**
   * Groups that also read logs and restart pods.
   * @default - none
   */
  readonly operators?: readonly string[];
}

/** Props of MeshNamespace. */
export interface MeshNamespaceProps {
  /** Name of the namespace. */
  readonly name: string;
  /**
   * What the namespace is for. It decides which flows it needs.
   * @default "tenant"
   */
  readonly role?: NamespaceRole;
  /**
   * Tenant that owns the namespace.
   * @default - its own name for role "tenant", else the platform
   */
  readonly tenant?: string;
  /**
   * External hosts that the tenant owns. More may be added with `ownHost`.
   * @default - none
   */
  readonly hosts?: readonly string[];
  /**
   * Gateways, as `namespace/name`, that routes of the namespace may bind to. More may be added with `bindGateway`.
   * @default - none
   */
  readonly gateways?: readonly string[];
  /**
   * Who signs the certificates of its proxies.
   * @default - the signer of the mesh
   */
  readonly signer?: ISigner;
  /**
   * How its pods are in the mesh.
   * @default `{ kind: "sidecar" }`
   */
  readonly dataPlane?: DataPlane;
  /**
   * Pod Security level that is enforced.
   * @default "restricted"
   */
  readonly podSecurity?: PodSecurityLevel;
  /**
   * What proxies do with hosts they do not know.
   * @default "REGISTRY_ONLY"
   */
  readonly outboundTrafficPolicy?: OutboundPolicy;
  /**
   * The quota.
   * @default - computed with a headroom of 1.25 for role "tenant", else none
   */
  readonly quota?: QuotaPolicy;
  /**
   * Resources of an injected proxy, as istiod is set up.
   * @default - requests 100m and 128Mi, limits 2 and 1Gi
   */
  readonly proxyResources?: ResourceDemand;
  /**
   * Limits of containers.
   * @default - the defaults of each field
   */
  readonly limits?: LimitsProps;
  /**
   * Which requests the proxies log.
   * @default "errors"
   */
  readonly accessLog?: AccessLogMode;
  /**
   * Who may look into the namespace or operate it.
   * @default - nobody; the Roles are there to be bound
   */
  readonly access?: AccessProps;
  /**
   * Pieces of the platform that live here, for the flows they need.
   * @default - those that name and role imply
   */
  readonly parts?: readonly PartName[];
  /**
   * Where the cluster runs; flows of one target alone depend on it.
   * @default - the target of the nearest Cluster
   */
  readonly target?: Target;
}

/** A workload that doors are opened to: what policies need to know of it. */
export interface ICallee {
  /** Name of the workload and of its Service. */
  readonly name: string;
  /** Name of its namespace. */
  readonly namespace: string;
  /** Stable labels of its pods. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Its ports. */
  readonly ports: readonly WorkloadPort[];
}

/** Which requests a door lets through. */
export interface DoorProps {
  /** The workload that is called. */
  readonly to: ICallee;
  /**
   * Ports of its container.
   * @default - all ports of the workload
   */
  readonly ports?: readonly number[];
  /**
   * HTTP methods, in upper case.
   * @default - any
   */
  readonly methods?: readonly string[];
  /**
   * Paths in Istio's grammar.
   * @default - any
   */
  readonly paths?: readonly string[];
  /**
   * Whether the door asks for the token that `requireJwt` demands of the workload.
   * @default "as-required"
   */
  readonly jwt?: 'as-required' | 'exempt';
}

/** Props of `allow`. */
export interface AllowProps extends DoorProps {
  /** Who may call. */
  readonly from: IMeshIdentity | readonly IMeshIdentity[];
}

/** Props of `share(...).with(...)`. */
export interface ShareProps {
  /**
   * Who may call.
   * @default - every identity of the other namespace
   */
  readonly from?: readonly IMeshIdentity[];
  /**
   * HTTP methods, in upper case.
   * @default - any
   */
  readonly methods?: readonly string[];
  /**
   * Paths in Istio's grammar.
   * @default - any
   */
  readonly paths?: readonly string[];
}

/** Props of `requireJwt`. */
export interface RequireJwtProps {
  /** Issuer, exactly as the `iss` claim has it. May hold a fact. */
  readonly issuer: string;
  /**
   * Where the signing keys are. May hold a fact.
   * @default - found through the issuer's discovery document
   */
  readonly jwksUri?: string;
  /**
   * Accepted audiences.
   * @default - any audience
   */
  readonly audiences?: readonly string[];
  /** Claims that must hold, each with its accepted values: at least one, since an issuer signs for others too. */
  readonly claims: Readonly<Record<string, readonly string[]>>;
  /**
   * Workloads that demand the token.
   * @default - every workload of the namespace
   */
  readonly workloads?: readonly ICallee[];
}

/** Props of `egressTo`. */
export interface EgressProps {
  /**
   * Name of the ServiceEntry and the NetworkPolicy.
   * @default - the host; a host that is a fact needs a name
   */
  readonly name?: string;
  /**
   * Who may call the host.
   * @default - every pod of the namespace
   */
  readonly from?: readonly IMeshIdentity[];
  /**
   * Addresses of the host. TCP ports need them.
   * @default - every public address
   */
  readonly cidrs?: readonly string[];
}

/** A port of an external host: 443 is TLS and 80 is HTTP; others say their protocol. */
export type EgressPort = 443 | 80 | ExternalPort;
