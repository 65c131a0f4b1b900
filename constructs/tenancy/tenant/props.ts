import type { IConstruct } from 'constructs';
import type { Target } from '../../../lib/targets/index.js';
import type { IssuerRef } from '../../cert-manager/index.js';
import type { GitRef } from '../../flux/index.js';
import type { CanaryReleaseProps, LoadTestProps } from '../canary-release/index.js';
import type { AccessProps, LimitsProps, QuotaPolicy } from '../mesh-namespace/index.js';
import type { PoolAnnouncement } from '../metallb-pool/index.js';
import type { Exposure, GatewayResources, SecureGateway } from '../secure-gateway/index.js';
import type { SignInCookie, SignInIssuer } from '../sign-in/index.js';
import type { IMeshRoot } from '../tenant-ca/index.js';
import type { WorkloadProps } from '../workload/index.js';

/** What a tenant takes from the platform it lives on. */
export interface ITenantPlatform extends IConstruct {
  /** The gateway that tenants without one of their own share. */
  readonly sharedGateway: SecureGateway;
  /** The one root of the mesh. */
  readonly root: IMeshRoot;
  /** Who issues the certificates of gateways. */
  readonly gatewayIssuer: { readonly issuerRef: IssuerRef };
  /** Where the cluster runs; what a tenant makes follows it. */
  readonly target: Target;
}

/** A MetalLB pool that serves the tenant's own gateway and nothing else. */
export interface TenantPoolExposure {
  readonly kind: 'metallb-pool';
  /** CIDRs, or ranges as `first-last`. */
  readonly addresses: readonly string[];
  /**
   * How the addresses become known outside.
   * @default - by one node at a time on the local network
   */
  readonly announcement?: PoolAnnouncement;
  /**
   * Ranges that something else uses.
   * @default - none is checked
   */
  readonly reserved?: readonly string[];
}

/** The gateway that a tenant's hosts are served by. */
export type TenantGateway =
  /** The gateway of the platform. */
  | { readonly kind: 'shared' }
  /** A gateway of the tenant's own, in the namespace `<tenant>-gateway`. */
  | {
      readonly kind: 'dedicated';
      /** How it is reached from outside. */
      readonly exposure: Exposure | TenantPoolExposure;
      /**
       * Smallest and largest number of its pods.
       * @default - 2 to 5
       */
      readonly replicas?: { readonly min: number; readonly max: number };
      /**
       * Requests and limits of its proxy.
       * @default - requests 100m and 128Mi, limits 2 and 1Gi
       */
      readonly resources?: GatewayResources;
    };

/** Users sign in through an oauth2-proxy of the tenant's, and gateway and workloads judge their token. */
export interface TenantSignIn {
  readonly kind: 'sign-in';
  /** Who issues the tokens. */
  readonly issuer: SignInIssuer;
  /** Claims that must hold, each with its accepted values: what tells this tenant's users from others. */
  readonly claims: Readonly<Record<string, readonly string[]>>;
  /** Domains of the e-mail addresses that may sign in; `["*"]` alone admits every user of the issuer. */
  readonly emailDomains: readonly string[];
  /**
   * Accepted audiences.
   * @default - any audience
   */
  readonly audiences?: readonly string[];
  /**
   * Scopes that are asked for.
   * @default - openid alone for Cognito, which then tells all claims; openid and email for other issuers
   */
  readonly scopes?: readonly string[];
  /**
   * The session cookie.
   * @default - the defaults of each field
   */
  readonly cookie?: SignInCookie;
}

/** Clients bring a token themselves, and gateway and workloads judge it. */
export interface TenantToken {
  readonly kind: 'jwt';
  /** Issuer, exactly as the `iss` claim has it. May hold a fact. */
  readonly issuer: string;
  /**
   * Where the signing keys are. May hold a fact.
   * @default - found through the issuer's discovery document
   */
  readonly jwksUri?: string;
  /**
   * Addresses of the issuer, where they are private: istiod is let out to them for the keys.
   * @default - public addresses
   */
  readonly cidrs?: readonly string[];
  /**
   * Accepted audiences.
   * @default - any audience
   */
  readonly audiences?: readonly string[];
  /** Claims that must hold, each with its accepted values. */
  readonly claims: Readonly<Record<string, readonly string[]>>;
}

/** Who may reach a tenant from outside. */
export type TenantAccess =
  | TenantSignIn
  | TenantToken
  /** Anybody; the workloads judge alone. */
  | { readonly kind: 'public' };

/** Where a tenant's workloads come from. */
export type TenantWorkloads =
  /** From this program, with `addWorkload`. */
  | { readonly kind: 'program' }
  /** From a Git repository of the team's own, applied with the rights of the tenant. */
  | {
      readonly kind: 'git';
      /** URL of the repository, by https or ssh. */
      readonly url: string;
      /** Which commit is taken. */
      readonly ref: GitRef;
      /** Directory with the manifests. @default "./" */
      readonly path?: string;
      /** Secret with the key, in the tenant's namespace. @default - a public repository */
      readonly secretName?: string;
    }
  /** From an OCI artifact of the team's own, applied with the rights of the tenant. */
  | {
      readonly kind: 'oci';
      /** URL of the artifact, beginning with `oci://`. */
      readonly url: string;
      /** Tag that is taken. */
      readonly tag: string;
      /** Directory with the manifests. @default "./" */
      readonly path?: string;
      /** Secret with the credentials, in the tenant's namespace. @default - a public registry */
      readonly secretName?: string;
    };

/** Props of Tenant. */
export interface TenantProps {
  /** The platform it lives on. */
  readonly platform: ITenantPlatform;
  /** External hosts that it owns; nobody else may route them. */
  readonly hosts: readonly string[];
  /** Who may reach it from outside. */
  readonly access: TenantAccess;
  /**
   * Name of the tenant and of its namespace; 40 characters at most.
   * @default - the id
   */
  readonly name?: string;
  /**
   * The gateway that serves its hosts.
   * @default - the gateway of the platform
   */
  readonly gateway?: TenantGateway;
  /**
   * Where its workloads come from.
   * @default - from this program
   */
  readonly workloads?: TenantWorkloads;
  /**
   * Quota of its namespace.
   * @default - computed from its workloads at their largest, with a headroom of 1.25
   */
  readonly quota?: QuotaPolicy;
  /**
   * Limits of its containers.
   * @default - the defaults of each field
   */
  readonly limits?: LimitsProps;
  /**
   * Groups of people who may look into its namespace or operate it.
   * @default - nobody
   */
  readonly people?: AccessProps;
}

/** How a workload of a tenant is released: a CanaryRelease, with the tenant's load tester and routes filled in. */
export type TenantRelease = Omit<CanaryReleaseProps, 'workload' | 'loadTest' | 'routes'> & {
  /**
   * What the tenant's load tester sends to a new version.
   * @default - users are the only traffic
   */
  readonly loadTest?: Omit<LoadTestProps, 'tester'>;
};

/** Props of `addWorkload`: those of a Workload, with its namespace filled in. */
export type TenantWorkloadProps = Omit<WorkloadProps, 'namespace'> & {
  /**
   * Hosts of the tenant whose requests the gateway sends to this workload.
   * @default - none: only workloads of the mesh may call it, where `allow` says so
   */
  readonly hosts?: readonly [string, ...string[]];
  /**
   * How new versions are released.
   * @default - by a rolling update
   */
  readonly release?: TenantRelease;
};
