import { isMap, mapAt, textOf, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import { admissionNeeds, valuesNeeds } from './platform-needs.js';
import { releasesOf, type Release } from './releases.js';

/** Something that must be in the cluster, and Ready, before an object is applied. */
export interface Need {
  /** The object that needs it. */
  readonly entry: ManifestEntry;
  /** What it needs. */
  readonly provider: ManifestEntry;
  /** Why, as a clause without a final period. */
  readonly why: string;
  /** Whether Flux applies the provider first where both are in one Kustomization. */
  readonly staged: boolean;
  /** Whether the API server refuses the object without it; else the object only is not Ready. */
  readonly refused: boolean;
}

/** Groups whose kinds, and the webhooks that admit them, come with a chart. */
const CHART_OF_GROUP: readonly (readonly [suffix: string, chart: string])[] = [
  ['trust.cert-manager.io', 'trust-manager'],
  ['cert-manager.io', 'cert-manager'],
  ['istio.io', 'base'],
  ['flagger.app', 'flagger'],
  ['metallb.io', 'metallb'],
  ['elbv2.k8s.aws', 'aws-load-balancer-controller'],
  ['monitoring.coreos.com', 'kube-prometheus-stack'],
];

/** Everything that objects of a set need of one another before they can be applied. */
export function needsOf(set: ManifestSet): readonly Need[] {
  const written = set.all({ layer: 'written' });
  const releases = releasesOf(set);
  return [
    ...written.flatMap((entry) => namespaceNeed(set, entry)),
    ...definitionNeeds(set, written, releases),
    ...releases.flatMap((release) => namespaceOfRelease(set, release)),
    ...issuerNeeds(set, releases),
    ...meshNeeds(set, written, releases),
    ...addressNeeds(set, written, releases),
    ...valuesNeeds(set, releases),
    ...admissionNeeds(set, written),
  ];
}

function namespaceNeed(set: ManifestSet, entry: ManifestEntry): readonly Need[] {
  const provider = set.get('', 'Namespace', '', entry.id.namespace);
  if (entry.id.namespace === '' || provider?.layer !== 'written') return [];
  return [{ entry, provider, why: 'its namespace must be there', staged: true, refused: true }];
}

function namespaceOfRelease(set: ManifestSet, { entry, namespace }: Release): readonly Need[] {
  const provider = set.get('', 'Namespace', '', namespace);
  if (provider?.layer !== 'written') return [];
  return [{ entry, provider, why: 'the namespace of its pods must be there', staged: true, refused: false }];
}

/** A kind by its definition in the tree, else by the chart that brings it. */
function definitionNeeds(
  set: ManifestSet,
  written: readonly ManifestEntry[],
  releases: readonly Release[],
): readonly Need[] {
  const definitions = new Map<string, ManifestEntry>();
  for (const entry of set.byKind('apiextensions.k8s.io', 'CustomResourceDefinition')) {
    const spec = mapAt(entry.object, 'spec');
    definitions.set(`${textOf(spec['group']) ?? ''}/${textOf(mapAt(spec, 'names')['kind']) ?? ''}`, entry);
  }
  return written.flatMap((entry): readonly Need[] => {
    const { group, kind } = entry.id;
    const provider = definitions.get(`${group}/${kind}`);
    if (provider !== undefined)
      return [{ entry, provider, why: `kind ${kind} must be defined`, staged: true, refused: true }];
    const chart = CHART_OF_GROUP.find(([suffix]) => group === suffix || group.endsWith(`.${suffix}`))?.[1];
    const why = `kind ${kind} and its webhook come with chart ${chart ?? ''}`;
    return ofChart(releases, chart).map((release) => ({
      entry,
      provider: release.entry,
      why,
      staged: false,
      refused: true,
    }));
  });
}

/** istiod signs by the CA Issuers of its namespace, and asks cert-manager for nothing before they are there. */
function issuerNeeds(set: ManifestSet, releases: readonly Release[]): readonly Need[] {
  const issuers = set.byKind('cert-manager.io', 'Issuer').filter(({ object }) => isMap(mapAt(object, 'spec')['ca']));
  return ofChart(releases, 'istiod').flatMap(({ entry, namespace }) =>
    issuers
      .filter((provider) => provider.id.namespace === namespace)
      .map((provider) => ({ entry, provider, why: 'the mesh signs with this CA', staged: false, refused: false })),
  );
}

const POD_OWNERS: ReadonlySet<string> = new Set(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob']);

/** Pods in a namespace of the mesh get their proxy from istiod, and their network from the CNI agent. */
function meshNeeds(set: ManifestSet, written: readonly ManifestEntry[], releases: readonly Release[]): readonly Need[] {
  const providers = [...ofChart(releases, 'istiod'), ...ofChart(releases, 'cni')];
  const pods = written.filter(({ id }) => POD_OWNERS.has(id.kind) && isMeshed(set, id.namespace));
  const meshed = releases.filter(({ namespace }) => isMeshed(set, namespace)).map(({ entry }) => entry);
  return [...pods, ...meshed, ...istioGateways(set)].flatMap((entry) =>
    providers.map(({ entry: provider, chart }) => ({
      entry,
      provider,
      why: `pods of the mesh start only with ${chart === 'cni' ? 'the CNI agent' : 'istiod'} in place`,
      staged: false,
      refused: false,
    })),
  );
}

/** Gateways of the Gateway API for which istiod makes proxies, and a Service that waits for an address. */
function istioGateways(set: ManifestSet): readonly ManifestEntry[] {
  return set
    .byKind('gateway.networking.k8s.io', 'Gateway')
    .filter(
      ({ layer, object }) => layer === 'written' && textOf(mapAt(object, 'spec')['gatewayClassName']) === 'istio',
    );
}

function isMeshed(set: ManifestSet, namespace: string): boolean {
  const labels = set.get('', 'Namespace', '', namespace)?.object.metadata.labels ?? {};
  return (
    labels['istio-injection'] === 'enabled' ||
    (labels['istio.io/rev'] ?? '') !== '' ||
    labels['istio.io/dataplane-mode'] === 'ambient'
  );
}

/** A gateway that Flux waits for is Ready only once somebody has given it an address. */
function addressNeeds(
  set: ManifestSet,
  written: readonly ManifestEntry[],
  releases: readonly Release[],
): readonly Need[] {
  const balanced = written.filter(
    ({ id, object }) => id.kind === 'Service' && isBalanced(mapAt(object, 'spec')['type']),
  );
  const gateways = ofChart(releases, 'gateway')
    .map(({ entry }) => entry)
    .filter(({ object }) => isBalanced(mapAt(object, 'spec', 'values', 'service')['type'] ?? 'LoadBalancer'));
  const pools = set.byKind('metallb.io', 'IPAddressPool').filter(({ layer }) => layer === 'written');
  const controllers = ofChart(releases, 'aws-load-balancer-controller').map(({ entry }) => entry);
  return [...balanced, ...gateways, ...istioGateways(set)].flatMap((entry) => [
    ...pools.map((provider) => ({
      entry,
      provider,
      why: 'it waits for an address of a pool',
      staged: false,
      refused: false,
    })),
    ...controllers.map((provider) => ({
      entry,
      provider,
      why: 'its load balancer is made by this controller',
      staged: false,
      refused: false,
    })),
  ]);
}

function isBalanced(type: unknown): boolean {
  return type === 'LoadBalancer';
}

function ofChart(releases: readonly Release[], chart: string | undefined): readonly Release[] {
  return releases.filter((release) => release.chart === chart);
}
