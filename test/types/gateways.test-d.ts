import type { Exposure, IMeshRoot, MetalLBPoolProps, SignInIssuer, TenantCAProps } from '../../lib/index.js';

declare const root: IMeshRoot;
declare const pool: Omit<MetalLBPoolProps, 'announcement'>;
const pca = { arn: 'arn:aws:acm-pca:eu-central-1:111122223333:certificate-authority/x', region: 'eu-central-1' };

/** What compiles. */
export const right: readonly [TenantCAProps, TenantCAProps, Exposure, Exposure, SignInIssuer, MetalLBPoolProps] = [
  { tenant: 'a', isolation: 'soft', source: { kind: 'intermediate-of-root', root } },
  {
    tenant: 'b',
    isolation: 'hard',
    controlPlaneNamespace: 'istio-b',
    gateway: 'dedicated',
    source: { kind: 'aws-pca-leaf', mode: 'short-lived', ...pca },
  },
  { kind: 'metallb', pool: 'shared' },
  { kind: 'nlb-controller', clientAddress: 'preserve' },
  { kind: 'oidc', issuer: 'https://login.example.com' },
  { ...pool, announcement: { kind: 'l2' } },
];

/** A softly isolated tenant never has a root of its own. */
export const ownRoot: TenantCAProps = {
  tenant: 'a',
  isolation: 'soft',
  // @ts-expect-error the source is for hard isolation
  source: { kind: 'self-signed', development: true },
};

/** A private CA in short-lived mode never stands above an intermediate. */
export const shortLived: TenantCAProps = {
  tenant: 'a',
  isolation: 'soft',
  // @ts-expect-error the mode is for leaves
  source: { kind: 'aws-pca', mode: 'short-lived', pathLength: 1, ...pca },
};

/** A tenant with a root of its own is never behind the shared gateway. */
export const behindShared: TenantCAProps = {
  tenant: 'b',
  isolation: 'hard',
  controlPlaneNamespace: 'istio-b',
  // @ts-expect-error the shared gateway trusts another root
  gateway: 'shared',
  source: { kind: 'imported' },
};

/** A self-signed root says that it is for development. */
export const production: TenantCAProps = {
  tenant: 'b',
  isolation: 'hard',
  controlPlaneNamespace: 'istio-b',
  gateway: 'dedicated',
  // @ts-expect-error development is left out
  source: { kind: 'self-signed' },
};

/** Fields of one exposure are none of another. */
export const wrongExposures: readonly Exposure[] = [
  // @ts-expect-error the pool is left out
  { kind: 'metallb' },
  // @ts-expect-error a load balancer of AWS has no pool
  { kind: 'nlb-controller', pool: 'shared' },
  // @ts-expect-error not a way to keep the address
  { kind: 'nlb-auto-mode', clientAddress: 'x-forwarded-for' },
  // @ts-expect-error the port of HTTPS is left out
  { kind: 'node-port', http: 30080 },
];

/** An issuer is a user pool or any other, never half of each. */
export const wrongIssuers: readonly SignInIssuer[] = [
  // @ts-expect-error the login domain is left out
  { kind: 'cognito', region: 'eu-central-1', userPoolId: 'p' },
  // @ts-expect-error a user pool is named by its id
  { kind: 'cognito', issuer: 'https://login.example.com' },
];

/** A pool that BGP announces names its peers. */
export const noPeers: MetalLBPoolProps = {
  ...pool,
  // @ts-expect-error the peers are left out
  announcement: { kind: 'bgp' },
};
