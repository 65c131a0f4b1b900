import type { IConstruct } from 'constructs';
import type { ArtifactRef, ArtifactVerification } from '../../../lib/model/index.js';
import type { Target } from '../../../lib/targets/index.js';
import type { IssuerRef } from '../../cert-manager/index.js';
import type { GitRef, GitVerification } from '../../flux/index.js';
import type { CanaryReleaseProps, LoadTestProps } from '../canary-release/index.js';
import type { AccessProps, LimitsProps, QuotaPolicy } from '../mesh-namespace/index.js';
import type { PoolAnnouncement } from '../metallb-pool/index.js';
import type { Exposure, GatewayResources, SecureGateway } from '../secure-gateway/index.js';
import type { SignInCookie, SignInIssuer } from '../sign-in/index.js';
import type { IMeshRoot } from '../tenant-ca/index.js';
import type { TenantKind } from '../unit-role.js';
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

/** What every source of a team's own says. */
export interface OwnSourceSettings {
  /** URL of the repository or artifact: by https or ssh, or beginning with `oci://`. */
  readonly url: string;
  /**
   * Directory with the manifests.
   * @default "./"
   */
  readonly path?: string;
  /**
   * Secret with the key or the credentials, in the tenant's namespace.
   * @default - a public repository or registry
   */
  readonly secretName?: string;
  /**
   * How often to look for something new.
   * @default - every minute in Git, every five minutes in a registry
   */
  readonly interval?: string;
  /**
   * Kinds that the source may hold: the Role of the account that applies it names these and no other.
   * @default - those that workloads are made of, without PersistentVolumeClaims and AlertProviders
   */
  readonly kinds?: readonly [TenantKind, ...TenantKind[]];
  /**
   * Whether what was applied is Ready only once every object is.
   * @default true
   */
  readonly wait?: boolean;
  /**
   * How long that may take: longer than the longest release.
   * @default "30m"
   */
  readonly timeout?: string;
  /**
   * Addresses of the server, where they are private: Flux is let out to them.
   * @default - public addresses
   */
  readonly cidrs?: readonly string[];
}

/** A Git repository of the team's own. */
export interface OwnGitSource extends OwnSourceSettings {
  readonly kind: 'git';
  /** Which commit is taken. */
  readonly ref: GitRef;
  /**
   * By which signature a commit is accepted.
   * @default - unsigned commits are accepted too
   */
  readonly verify?: GitVerification;
}

/** An OCI artifact of the team's own. */
export interface OwnOciSource extends OwnSourceSettings {
  readonly kind: 'oci';
  /** Which version is taken. */
  readonly ref: ArtifactRef;
  /**
   * By which signature an artifact is accepted.
   * @default - unsigned artifacts are accepted too
   */
  readonly verify?: ArtifactVerification;
}

/** Where a tenant's workloads come from: this program, with `addWorkload`, or a source of the team's own. */
export type TenantWorkloads = { readonly kind: 'program' } | OwnGitSource | OwnOciSource;

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
   * @default - computed from its workloads at their largest, with a headroom of 1.25; needed where they come from a source of the team's own
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
