import { mapAt, originText, textOf, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import { needsOf } from '../../gitops/order/index.js';

/** An object that must stand before another, and why. */
export interface Relation {
  /** The object that comes later. */
  readonly entry: ManifestEntry;
  /** The object that comes first. */
  readonly provider: ManifestEntry;
  /** Why, as a clause without a final period. */
  readonly why: string;
  /** Whether the API server refuses the later one without the first. */
  readonly refused: boolean;
}

/**
 * What objects of a set need of one another: namespaces, definitions, the releases that bring kinds and their webhooks,
 * and what they refer to by name and cannot begin without.
 */
export function relationsOf(set: ManifestSet): readonly Relation[] {
  const releases = releasesByPath(set);
  const needs = needsOf(set).flatMap(({ entry, provider, why, refused }) => {
    // What a chart makes is there when its release is.
    const real = provider.layer === 'written' ? provider : releases.get(originText(provider.origin));
    return real === undefined ? [] : [{ entry, provider: real, why, refused }];
  });
  return [...needs, ...set.all({ layer: 'written' }).flatMap((entry) => references(set, entry))];
}

/** HelmReleases by their own path and that of every construct above them. */
function releasesByPath(set: ManifestSet): ReadonlyMap<string, ManifestEntry> {
  const found = new Map<string, ManifestEntry>();
  for (const release of set.byKind('helm.toolkit.fluxcd.io', 'HelmRelease')) {
    if (release.layer === 'predicted') continue;
    for (let path = originText(release.origin); path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
      if (!found.has(path)) found.set(path, release);
    }
  }
  return found;
}

function references(set: ManifestSet, entry: ManifestEntry): readonly Relation[] {
  const { group, kind } = entry.id;
  switch (`${kind}.${group}`) {
    case 'Certificate.cert-manager.io':
      return issuer(set, entry);
    case 'Canary.flagger.app':
      return named(set, entry, mapAt(entry.object, 'spec', 'targetRef'), 'it takes over this workload');
    case 'HorizontalPodAutoscaler.autoscaling':
      return named(set, entry, mapAt(entry.object, 'spec', 'scaleTargetRef'), 'it scales this workload');
    case 'HelmRelease.helm.toolkit.fluxcd.io':
      return source(set, entry);
    case 'VirtualService.networking.istio.io':
      return gateways(set, entry);
    case 'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io':
      return one(
        entry,
        set.get(group, 'ValidatingAdmissionPolicy', '', textOf(mapAt(entry.object, 'spec')['policyName']) ?? ''),
        'it puts this policy in force',
      );
    default:
      return [];
  }
}

/** Issuers that serve every namespace. */
const CLUSTER_ISSUERS = ['ClusterIssuer', 'AWSPCAClusterIssuer'];

function issuer(set: ManifestSet, entry: ManifestEntry): readonly Relation[] {
  const reference = mapAt(entry.object, 'spec', 'issuerRef');
  const kind = textOf(reference['kind']) ?? 'Issuer';
  const provider = set.get(
    textOf(reference['group']) ?? 'cert-manager.io',
    kind,
    CLUSTER_ISSUERS.includes(kind) ? '' : entry.id.namespace,
    textOf(reference['name']) ?? '',
  );
  return one(entry, provider, 'it is signed by this issuer');
}

/** An object of the same namespace that a reference names by apiVersion, kind and name. */
function named(
  set: ManifestSet,
  entry: ManifestEntry,
  ref: ReturnType<typeof mapAt>,
  why: string,
): readonly Relation[] {
  const apiVersion = textOf(ref['apiVersion']) ?? '';
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  return one(entry, set.get(group, textOf(ref['kind']) ?? '', entry.id.namespace, textOf(ref['name']) ?? ''), why);
}

function source(set: ManifestSet, entry: ManifestEntry): readonly Relation[] {
  const spec = mapAt(entry.object, 'spec');
  const refs = [mapAt(spec, 'chartRef'), mapAt(spec, 'chart', 'spec', 'sourceRef')];
  return refs.flatMap((ref) => {
    const namespace = textOf(ref['namespace']) ?? entry.id.namespace;
    const group = 'source.toolkit.fluxcd.io';
    return one(entry, set.get(group, textOf(ref['kind']) ?? '', namespace, textOf(ref['name']) ?? ''), 'its chart');
  });
}

function gateways(set: ManifestSet, entry: ManifestEntry): readonly Relation[] {
  const list = mapAt(entry.object, 'spec')['gateways'];
  return (Array.isArray(list) ? list : []).flatMap((item: unknown) => {
    if (typeof item !== 'string' || item === 'mesh') return [];
    const [first = '', second] = item.split('/');
    const [namespace, name] = second === undefined ? [entry.id.namespace, first] : [first, second];
    return one(entry, set.get('networking.istio.io', 'Gateway', namespace, name), 'it is bound to this gateway');
  });
}

function one(entry: ManifestEntry, provider: ManifestEntry | undefined, why: string): readonly Relation[] {
  return provider === undefined || provider.layer === 'predicted' ? [] : [{ entry, provider, why, refused: false }];
}
