import type { Target } from '../../../lib/targets/index.js';
import type { IssuerRef, LifetimeProps } from '../../cert-manager/index.js';
import type { IMeshNamespace, IWorkload } from '../contracts.js';
import type { Exposure } from './exposure.js';

/** Which API the Gateway object and its routes belong to. */
export type GatewayObjectKind =
  /** Gateway and VirtualService of Istio; Flagger shifts traffic with them. */
  | { readonly kind: 'istio' }
  /** Gateway and HTTPRoute of the Gateway API. */
  | { readonly kind: 'gateway-api' };

/** Requests and limits of the gateway's proxy. */
export interface GatewayResources {
  /** What the scheduler sets aside. */
  readonly requests: { readonly cpu: string; readonly memory: string };
  /** What it may use at most. */
  readonly limits: { readonly cpu: string; readonly memory: string };
}

/** Props of {@link SecureGateway}. */
export interface SecureGatewayProps {
  /** Name of the gateway: of its Deployment, Service, account and Gateway object; at most 40 characters. */
  readonly name: string;
  /** Namespace of its own, with role `gateway`. */
  readonly namespace: IMeshNamespace;
  /** How it is reached from outside. */
  readonly exposure: Exposure;
  /** Who issues the certificates of its hosts: a ClusterIssuer, or an Issuer of its namespace. */
  readonly issuerRef: IssuerRef;
  /**
   * Life of those certificates.
   * @default - 90 days, renewed with 30 left
   */
  readonly certificates?: LifetimeProps;
  /**
   * Which API the Gateway object and its routes belong to.
   * @default - Istio's
   */
  readonly api?: GatewayObjectKind;
  /**
   * Smallest and largest number of pods; two at the least.
   * @default - 2 to 5
   */
  readonly replicas?: { readonly min: number; readonly max: number };
  /**
   * Requests and limits of its proxy.
   * @default - requests 100m and 128Mi, limits 2 and 1Gi
   */
  readonly resources?: GatewayResources;
  /**
   * Headers, in lower case, that no client may send, beside those that sign-in sets.
   * @default - none
   */
  readonly identityHeaders?: readonly string[];
  /**
   * Revision of the control plane that injects its pods.
   * @default - the default revision
   */
  readonly revision?: string;
  /**
   * Where the cluster runs.
   * @default - the target of the nearest Cluster
   */
  readonly target?: Target;
}

/** A token of one issuer with certain claims, judged at the gateway. */
export interface TokenAccess {
  readonly kind: 'jwt';
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
}

/** Who may send requests for a host past the gateway. */
export type HostAccess =
  | TokenAccess
  /** Anybody; the workloads behind it judge alone. */
  | { readonly kind: 'public' };

/** Props of `addHost`. */
export interface HostProps {
  /** The host, by its full name. */
  readonly host: string;
  /** The one namespace that owns it and whose routes may claim it. */
  readonly namespace: IMeshNamespace;
  /** Who may send requests for it past the gateway. */
  readonly access: HostAccess;
  /**
   * Whether clients must show a certificate. The CA that judges it is supplied in the Secret `<host>-tls-cacert`.
   * @default "none"
   */
  readonly clientCertificates?: 'none' | 'required';
}

/** Props of `route`. */
export interface RouteProps {
  /** A host that was added. */
  readonly host: string;
  /** Workload that answers, in the namespace that owns the host, and whose release no Canary controls. */
  readonly to: Pick<IWorkload, 'name' | 'namespace' | 'ports'>;
  /**
   * Port of its Service.
   * @default - its only HTTP port
   */
  readonly port?: number;
  /**
   * Beginning of the paths.
   * @default "/"
   */
  readonly pathPrefix?: string;
  /**
   * Longest time for an answer.
   * @default - none
   */
  readonly timeout?: string;
  /**
   * Headers of the request that are not passed on; identity headers are none of them.
   * @default - none
   */
  readonly removeRequestHeaders?: readonly string[];
}
