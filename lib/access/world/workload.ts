import { KEYS, type JsonObject } from '../../model/index.js';
import { listOf, mapAt, textOf, textsOf, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import { GATEWAY_LABEL, WAYPOINT_CLASS, type Served } from '../policy/attachment.js';
import { namespaceOf, type Labels } from '../policy/selector.js';

/** How a workload takes part in the mesh. */
export type Membership = 'sidecar' | 'gateway' | 'waypoint' | 'ambient' | 'none';

/** Pods of one kind, as policies see them. */
export interface Workload {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  /** Named container ports. */
  readonly portNames: ReadonlyMap<string, number>;
  /** Every container port. */
  readonly ports: readonly number[];
  readonly mesh: Membership;
  /** The tenant its namespace belongs to. @default - none */
  readonly tenant?: string;
  /** What a waypoint judges for. @default - the pods are no waypoint's */
  readonly serves?: Served;
  /** Object that makes the pods; undefined for a pod that a question supposes. */
  readonly entry: ManifestEntry | undefined;
}

/** What is known of a namespace. */
export interface NamespaceFacts {
  readonly labels: Labels;
  readonly entry: ManifestEntry | undefined;
}

const CONTROLLERS = [
  ['apps', 'Deployment'],
  ['apps', 'StatefulSet'],
  ['apps', 'DaemonSet'],
  ['apps', 'ReplicaSet'],
  ['batch', 'Job'],
] as const;

const CLASS_LABEL = 'gateway.networking.k8s.io/gateway-class-name';

/** Labels of every namespace of a set, with the one that Kubernetes adds. */
export function readNamespaces(set: ManifestSet): ReadonlyMap<string, NamespaceFacts> {
  return new Map(
    set.byKind('', 'Namespace').map((entry) => {
      const { name } = entry.id;
      return [name, { labels: { ...entry.object.metadata.labels, ...ownLabel(name) }, entry }];
    }),
  );
}

/** The label that every namespace has. */
export function ownLabel(namespace: string): Labels {
  return { 'kubernetes.io/metadata.name': namespace };
}

/** Every workload of a set, written and predicted, sorted by namespace and name. */
export function readWorkloads(set: ManifestSet, namespaces: ReadonlyMap<string, NamespaceFacts>): readonly Workload[] {
  const templates = CONTROLLERS.flatMap(([group, kind]) =>
    set.byKind(group, kind).map((entry) => ({ entry, template: mapAt(entry.object, 'spec', 'template') })),
  );
  const jobs = set
    .byKind('batch', 'CronJob')
    .map((entry) => ({ entry, template: mapAt(entry.object, 'spec', 'jobTemplate', 'spec', 'template') }));
  const pods = set.byKind('', 'Pod').map((entry) => ({ entry, template: entry.object }));
  return [...templates, ...jobs, ...pods]
    .map(({ entry, template }) => workloadOf(entry, template, namespaces.get(namespaceOf(entry))?.labels ?? {}))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** `namespace/name` of a workload. */
export function key({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

function workloadOf(entry: ManifestEntry, template: JsonObject, namespaceLabels: Labels): Workload {
  const metadata = mapAt(template, 'metadata');
  const spec = mapAt(template, 'spec');
  const containers = [...listOf(spec['containers']), ...listOf(spec['initContainers'])].map((value) => mapAt(value));
  const ports = containers.flatMap((container) => listOf(container['ports']).map((value) => mapAt(value)));
  const [labels, annotations] = [textsOf(mapAt(metadata, 'labels')), textsOf(mapAt(metadata, 'annotations'))];
  const tenant = namespaceLabels[KEYS.tenant];
  const mesh = membership(labels, annotations, namespaceLabels, spec['hostNetwork'] === true);
  return {
    namespace: namespaceOf(entry),
    name: entry.id.name,
    labels,
    annotations,
    serviceAccount: textOf(spec['serviceAccountName']) ?? 'default',
    portNames: new Map(
      ports.flatMap(({ name, containerPort }): [string, number][] =>
        typeof name === 'string' && typeof containerPort === 'number' ? [[name, containerPort]] : [],
      ),
    ),
    ports: ports.flatMap(({ containerPort }) => (typeof containerPort === 'number' ? [containerPort] : [])),
    mesh,
    ...(mesh === 'waypoint' ? { serves: { kind: 'pods' } } : {}),
    ...(tenant === undefined ? {} : { tenant }),
    entry,
  };
}

/** Whether pods get a proxy, as the injector decides. */
export function membership(
  labels: Labels,
  annotations: Readonly<Record<string, string>>,
  namespaceLabels: Labels,
  hostNetwork: boolean,
): Membership {
  if (labels[GATEWAY_LABEL] !== undefined) return labels[CLASS_LABEL] === WAYPOINT_CLASS ? 'waypoint' : 'gateway';
  if (hostNetwork) return 'none';
  const inject = 'sidecar.istio.io/inject';
  const asked = labels[inject] ?? annotations[inject];
  const space = namespaceLabels['istio-injection'];
  const revision = labels['istio.io/rev'] ?? namespaceLabels['istio.io/rev'];
  const injected =
    space !== 'disabled' && asked !== 'false' && (asked === 'true' || space === 'enabled' || revision !== undefined);
  if (injected) return annotations['inject.istio.io/templates'] === 'gateway' ? 'gateway' : 'sidecar';
  const mode = labels['istio.io/dataplane-mode'] ?? namespaceLabels['istio.io/dataplane-mode'];
  return mode === 'ambient' ? 'ambient' : 'none';
}
