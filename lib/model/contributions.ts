import type { IConstruct } from 'constructs';
import { MeshError } from './errors.js';
import { ListMark, Mark } from './marks.js';
import type { JsonObject } from './json.js';

/** What a construct adds to an object that exists once a cluster and belongs to the Platform. */
export type Contribution =
  /** An entry of `meshConfig.extensionProviders`. */
  | {
      readonly kind: 'extension-provider';
      readonly tenant: string;
      readonly provider: JsonObject & { readonly name: string };
    }
  /** A signer in `istio-system` that istiod may use; `signer` is the name of the Issuer. */
  | { readonly kind: 'cert-signer'; readonly tenant: string; readonly signer: string }
  /** An issuer whose CertificateRequests cert-manager approves, by its full signer name. */
  | { readonly kind: 'approved-issuer'; readonly tenant: string; readonly signer: string }
  /** A gateway has more than one CUSTOM provider, so istiod must allow several. */
  | { readonly kind: 'multiple-custom-providers'; readonly tenant: string }
  /** A namespace of a tenant or of the platform that Prometheus scrapes and the flows table must know. */
  | { readonly kind: 'meshed-namespace'; readonly tenant: string; readonly namespace: string }
  /** Addresses of an issuer, which istiod may fetch signing keys from although they are private. */
  | { readonly kind: 'issuer-addresses'; readonly tenant: string; readonly cidrs: readonly string[] }
  /** An ImageRepository and ImagePolicy that the one image automation of the repository serves. */
  | {
      readonly kind: 'image-policy';
      readonly tenant: string;
      readonly policy: string;
      /** Image without tag. */
      readonly image: string;
      /** Range of semantic versions that are taken. */
      readonly range: string;
    };

/** Kind of a contribution. */
export type ContributionKind = Contribution['kind'];

const ENTRIES = new ListMark<{ readonly from: string; readonly contribution: Contribution }>('contributions');
const RECEIVER = new Mark<string>('contributions.receiver');
const DEMANDED = new Mark<true>('contributions.demanded');
const TAKERS = new ListMark<(contribution: Contribution) => void>('contributions.takers');

/** The construct that collects contributions: the outermost one below the App, hence the chart or Cluster. */
function collector(construct: IConstruct): IConstruct {
  let at = construct;
  while (at.node.scope?.node.scope !== undefined) at = at.node.scope;
  return at;
}

/**
 * Registers a contribution with the Platform of the same cluster. It is rendered late, so the order of construction
 * does not matter. In a Cluster without a Platform validation fails and says what to add; in a plain chart the
 * contribution is inert.
 */
export function contribute(construct: IConstruct, contribution: Contribution): void {
  const root = collector(construct);
  ENTRIES.add(root, { from: construct.node.path, contribution });
  for (const take of TAKERS.get(root)) take(contribution);
  construct.node.addValidation({
    validate: () =>
      DEMANDED.nearest(construct) === true && RECEIVER.get(root) === undefined
        ? [missingPlatform(construct.node.path, contribution).message]
        : [],
  });
}

/** Called by what stands for a cluster: below it a contribution that no Platform receives is an error. */
export function demandReceiver(cluster: IConstruct): void {
  DEMANDED.set(cluster, true);
}

/** Called by the Platform: from now on contributions of this cluster have a receiver. */
export function receiveContributions(platform: IConstruct): void {
  RECEIVER.set(collector(platform), platform.node.path);
}

/**
 * Calls `take` for each contribution of one kind in the cluster of `construct`: at once for those that are there, later
 * for those that come. For a contribution that becomes an object of its own.
 */
export function eachContribution<K extends ContributionKind>(
  construct: IConstruct,
  kind: K,
  take: (contribution: Extract<Contribution, { kind: K }>) => void,
): void {
  contributions(construct, kind).forEach(take);
  TAKERS.add(collector(construct), (contribution) => {
    if (isKind(contribution, kind)) take(contribution);
  });
}

/** Contributions of one kind in the cluster of `construct`, sorted by tenant; complete only when the tree stands. */
export function contributions<K extends ContributionKind>(
  construct: IConstruct,
  kind: K,
): readonly Extract<Contribution, { kind: K }>[] {
  return ENTRIES.get(collector(construct))
    .map((entry) => entry.contribution)
    .filter((contribution) => isKind(contribution, kind))
    .sort((a, b) => (a.tenant < b.tenant ? -1 : a.tenant > b.tenant ? 1 : 0));
}

function isKind<K extends ContributionKind>(
  contribution: Contribution,
  kind: K,
): contribution is Extract<Contribution, { kind: K }> {
  return contribution.kind === kind;
}

function missingPlatform(where: string, contribution: Contribution): MeshError {
  return new MeshError({
    code: 'TM2009',
    where,
    field: contribution.kind,
    what: 'the platform must hold this for the tenant, and no Platform is there to render it',
    value: contribution.tenant,
    remedy: 'Add `new Platform(cluster, "platform", {...})` to the same Cluster.',
  });
}
