import { MeshError, type PoolAnnouncement, type Problem, type QuotaPolicy, type TenantAccess } from 'tenant-mesh';

/** What the program needs and the repository does not say. */
export interface Choices {
  /** CIDRs at which pods reach the API server, in which no pod is. */
  readonly apiServer: readonly string[];
  /** Who may reach billing from outside. The repository has no rule about tokens for it. */
  readonly billingAccess: TenantAccess;
  /** How pool billing is announced. The repository announces it by BGP: make its peers with BgpPeer of tenant-mesh/metallb. */
  readonly billingAnnouncement: PoolAnnouncement;
  /** Claims of a token that tell users of shop from others of the same issuer, with their values. */
  readonly shopClaims: Readonly<Record<string, readonly string[]>>;
  /** Quota of shop. The repository has limits.cpu 40, limits.memory 64Gi, pods 60, requests.cpu 20, requests.memory 32Gi, which must also hold proxies and canaries. */
  readonly shopQuota: QuotaPolicy;
}

/** Write the values here. Until all are given, synth stops and names those that are missing. */
const GIVEN: { readonly [name in keyof Choices]: Choices[name] | undefined } = {
  // Such as ['192.0.2.0/29']
  apiServer: undefined,
  // Such as { kind: 'jwt', issuer: 'https://login.example.com', claims: { groups: ['billing'] } }
  billingAccess: undefined,
  // Such as { kind: 'l2' }
  billingAnnouncement: undefined,
  // Such as { groups: ['shop'] }
  shopClaims: undefined,
  // Such as { kind: 'computed' }
  shopQuota: undefined,
};

const ASKED: { readonly [name in keyof Choices]: Pick<Problem, 'what' | 'remedy'> } = {
  apiServer: {
    what: 'CIDRs at which pods reach the API server, in which no pod is',
    remedy: "Write it in choices.ts, such as ['192.0.2.0/29'].",
  },
  billingAccess: {
    what: 'Who may reach billing from outside. The repository has no rule about tokens for it',
    remedy: "Write it in choices.ts, such as { kind: 'jwt', issuer: 'https://login.example.com', claims: { groups: ['billing'] } }.",
  },
  billingAnnouncement: {
    what: 'How pool billing is announced. The repository announces it by BGP: make its peers with BgpPeer of tenant-mesh/metallb',
    remedy: "Write it in choices.ts, such as { kind: 'l2' }.",
  },
  shopClaims: {
    what: 'Claims of a token that tell users of shop from others of the same issuer, with their values',
    remedy: "Write it in choices.ts, such as { groups: ['shop'] }.",
  },
  shopQuota: {
    what: 'Quota of shop. The repository has limits.cpu 40, limits.memory 64Gi, pods 60, requests.cpu 20, requests.memory 32Gi, which must also hold proxies and canaries',
    remedy: "Write it in choices.ts, such as { kind: 'computed' }.",
  },
};

/** The choices, when all are made. */
export const choices: Choices = decided();

function decided(): Choices {
  if (isDecided(GIVEN)) return GIVEN;
  const missing = (Object.keys(GIVEN) as (keyof Choices)[]).filter((name) => GIVEN[name] === undefined);
  const [first, ...rest] = missing.map(
    (field): Problem => ({ code: 'TM5403', where: 'choices.ts', field, ...ASKED[field] }),
  );
  if (first === undefined) throw new Error('Every choice is made.');
  throw new MeshError([first, ...rest]);
}

function isDecided(given: typeof GIVEN): given is Choices {
  return Object.values(given).every((value) => value !== undefined);
}
