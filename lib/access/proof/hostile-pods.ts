import { KEYS } from '../../model/index.js';
import { supposed } from '../path/resolve.js';
import type { Labels } from '../policy/selector.js';
import { key, membership, type Membership, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { AccountReader } from './account-classes.js';
import { LabelReader } from './label-classes.js';

/** Pods of a namespace that nobody has declared yet. */
export interface HostilePods {
  /** One of each kind that policies can tell apart. */
  readonly pods: readonly Workload[];
  /** Those under an account that a policy writes out and no workload has, as the namespace would have them. */
  readonly ghosts: readonly Workload[];
  /** Why there may be more kinds. */
  readonly unknown: readonly string[];
}

/** What is known of a world: always the same pods, so that what they reach is found once. */
interface Known {
  readonly accounts: AccountReader;
  readonly labels: LabelReader;
  readonly byNamespace: Map<string, HostilePods>;
  readonly namespaces: ReadonlyMap<string | undefined, readonly string[]>;
}

const KNOWN = new WeakMap<World, Known>();

/** Namespaces of a tenant, also those in which nothing runs yet. */
export function namespacesOf(world: World, tenant: string): readonly string[] {
  return knownOf(world).namespaces.get(tenant) ?? [];
}

/** Every pod of a world under an account that a policy writes out and no workload has. */
export function ghostsOf(world: World): readonly Workload[] {
  return world.namespaceNames().flatMap((namespace) => hostilePods(world, namespace).ghosts);
}

/**
 * The pods that somebody who may create some in a namespace could start there: under any account of it, also one that
 * no workload has, with the labels of any workload and any that NetworkPolicies tell apart, and with a proxy or without.
 */
export function hostilePods(world: World, namespace: string): HostilePods {
  const known = knownOf(world);
  const { byNamespace } = known;
  const made = byNamespace.get(namespace) ?? make(world, namespace, known);
  byNamespace.set(namespace, made);
  return made;
}

function knownOf(world: World): Known {
  const known = KNOWN.get(world) ?? {
    accounts: new AccountReader(world.set, world.mesh.trustDomains[0] ?? ''),
    labels: new LabelReader(world.set),
    byNamespace: new Map<string, HostilePods>(),
    namespaces: namespacesByTenant(world),
  };
  KNOWN.set(world, known);
  return known;
}

function namespacesByTenant(world: World): ReadonlyMap<string | undefined, readonly string[]> {
  const found = new Map<string | undefined, string[]>();
  for (const name of world.namespaceNames()) {
    const tenant = world.namespaceLabels(name)[KEYS.tenant];
    const known = found.get(tenant);
    if (known === undefined) found.set(tenant, [name]);
    else known.push(name);
  }
  return found;
}

function make(world: World, namespace: string, { accounts, labels }: Known): HostilePods {
  const { names, named, open } = accounts.of(namespace);
  const declared = world.inNamespace(namespace);
  const alike = new Map(declared.map((each) => [JSON.stringify(each.labels), each]));
  const own = [...alike.values()].map((each) => each.labels);
  const classes = labels.of(namespace, world.namespaceLabels(namespace), own);
  const looks: readonly Look[] = [
    ...[...alike.values()].map((each) => ({ labels: each.labels, text: `labelled like ${each.name}` })),
    ...classes.maps.map((each) => ({ labels: each, text: `labelled ${labelsText(each)}` })),
  ];
  const bare = names.map((account) => podAs(world, namespace, account));
  const disguised = looks.flatMap((look) => bare.map((pod) => disguise(world, pod, look)));
  return {
    pods: [...bare, ...disguised].flatMap((pod) => proxied(world, pod)),
    ghosts: bare.filter(
      ({ serviceAccount: own }) => named.includes(own) && !declared.some((each) => each.serviceAccount === own),
    ),
    unknown: [
      ...(open ? [`the accounts that policies tell apart in namespace ${namespace} could not be listed`] : []),
      ...(classes.open ? [`the labels that NetworkPolicies tell apart in namespace ${namespace} are too many`] : []),
    ],
  };
}

/** Labels of a pod, and how people call them. */
interface Look {
  readonly labels: Labels;
  readonly text: string;
}

function labelsText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/**
 * A pod with each proxy that it may ask for: whoever starts it may have it injected unless its namespace forbids that,
 * also with the template of gateways, whose calls alone pass the waypoints that take ingress.
 */
function proxied(world: World, pod: Workload): readonly Workload[] {
  const { labels, namespace } = pod;
  const asked = membership(
    { ...labels, 'sidecar.istio.io/inject': 'true' },
    {},
    world.namespaceLabels(namespace),
    false,
  );
  if (asked !== 'sidecar') return [pod];
  const as = (mesh: Membership, text: string): Workload => ({
    ...pod,
    mesh,
    name: pod.name.replace(/\)$/, `, ${text})`),
  });
  const gateway = world.waypoints.isEmpty ? [] : [as('gateway', 'with the proxy of a gateway')];
  switch (pod.mesh) {
    case 'none':
      return [as('sidecar', 'with a sidecar'), ...gateway];
    case 'ambient':
      return [pod, as('sidecar', 'with a sidecar'), ...gateway];
    case 'sidecar':
    case 'gateway':
    case 'waypoint':
      return [pod, ...gateway];
  }
}

/** Pods of both worlds under the accounts that are ghosts in either: whoever starts them may do so on both sides. */
export function sharedGhosts(...worlds: readonly [World, World]): readonly [readonly Workload[], readonly Workload[]] {
  const named = new Map(worlds.flatMap(ghostsOf).map((pod) => [key(pod), pod]));
  const [before, after] = worlds.map((world) => {
    const known = new Set(world.namespaceNames());
    const pods = [...named.values()].filter(({ namespace }) => known.has(namespace));
    return pods.map(({ namespace, serviceAccount }) => podAs(world, namespace, serviceAccount));
  });
  return [before ?? [], after ?? []];
}

/** A pod under an account, as its namespace would have it. */
export function podAs(world: World, namespace: string, account: string): Workload {
  const tenant = world.namespaceLabels(namespace)[KEYS.tenant];
  return { ...supposed(world, namespace, account), ...(tenant === undefined ? {} : { tenant }) };
}

/** A pod with labels of its own choice. */
function disguise(world: World, pod: Workload, { labels, text }: Look): Workload {
  const mesh = membership(labels, {}, world.namespaceLabels(pod.namespace), false);
  // A pod that looks like a gateway is none before the injector makes it one.
  const own = mesh === 'gateway' || mesh === 'waypoint' ? pod.mesh : mesh;
  return { ...pod, name: `(any pod as ${pod.serviceAccount}, ${text})`, labels, mesh: own };
}
