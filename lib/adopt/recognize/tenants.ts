import { compare, mapAt, textOf } from '../../manifest/index.js';
import { KEYS, isDnsLabel, quantityNumber } from '../../model/index.js';
import type { FoundObject } from '../found.js';
import type { Literal } from '../literal.js';
import { mapsIn } from '../read/kustomization.js';
import { scalarText } from '../read/scalar.js';
import { readAccess } from './access.js';
import type { ChoiceList } from './choices.js';
import { readDoors, type FoundDoor } from './doors.js';
import { readHosts } from './hosts.js';
import type { Inventory } from './inventory.js';
import { announcementOf, type FoundPlatform } from './platform.js';
import type { FoundPool } from './pools.js';
import { readWorkloads, type FoundWorkload } from './workloads.js';

/** A tenant that the program can make. */
export interface FoundTenant {
  readonly name: string;
  /** Hosts that the repository routes to it. */
  readonly hosts: readonly string[];
  /** Props beside the platform. */
  readonly props: Readonly<Record<string, Literal | undefined>>;
  readonly workloads: readonly FoundWorkload[];
  readonly doors: readonly FoundDoor[];
}

const LONGEST_NAME = 40;
/** Namespaces that a Platform makes, or that Kubernetes does. */
const PLATFORM =
  /^(?:flux-system|istio-.*|cert-manager|metallb-system|flagger-system|monitoring.*|kiali|kube-.*|external-dns|default)$/;
const QUOTA: ReadonlySet<string> = new Set([
  ...['requests.cpu', 'requests.memory', 'requests.storage', 'limits.cpu', 'limits.memory', 'pods', 'services'],
  ...['services.loadbalancers', 'services.nodeports', 'persistentvolumeclaims', 'secrets', 'configmaps'],
]);

/** Reads the tenants: namespaces of the mesh that hold workloads and are none of the platform's. */
export function readTenants(
  inventory: Inventory,
  choices: ChoiceList,
  platform: FoundPlatform,
): readonly FoundTenant[] {
  const taken = new Map<string, string>();
  const names = inventory.of('Namespace').filter((found) => isTenant(inventory, found));
  return names
    .map(({ id }) => id.name)
    .sort(compare)
    .map((name) => readTenant(inventory, choices, platform, name, taken));
}

function isTenant(inventory: Inventory, found: FoundObject): boolean {
  const { name } = found.id;
  const { labels = {} } = found.object.metadata;
  const role = labels[KEYS.role];
  if (role !== undefined) return role === 'tenant';
  const isMeshed =
    labels['istio-injection'] === 'enabled' ||
    'istio.io/rev' in labels ||
    labels['istio.io/dataplane-mode'] === 'ambient';
  const holds = ['Deployment', 'VirtualService', 'HTTPRoute', 'Canary'].some(
    (kind) => inventory.of(kind, name).length > 0,
  );
  const isGateway = inventory.of('Gateway', name).length > 0 && inventory.of('VirtualService', name).length === 0;
  if (!isMeshed || PLATFORM.test(name) || isGateway) return false;
  if (!holds) {
    inventory.leave(found, 'it is in the mesh and holds nothing that makes it a tenant');
    return false;
  }
  if (isDnsLabel(name) && name.length <= LONGEST_NAME) return true;
  inventory.leave(found, `a tenant has at most ${String(LONGEST_NAME)} characters, for its name begins others`);
  return false;
}

function readTenant(
  inventory: Inventory,
  choices: ChoiceList,
  platform: FoundPlatform,
  name: string,
  taken: Map<string, string>,
): FoundTenant {
  const by = `Tenant ${name}`;
  const namespace = inventory.get('Namespace', '', name);
  const mode = namespace?.object.metadata.labels?.['istio.io/dataplane-mode'];
  inventory.own(namespace, by, mode === 'ambient' ? ['its pods get a proxy each, in place of ambient mode'] : []);
  const found = readWorkloads(inventory, name);
  const { hosts, byWorkload, gateways } = readHosts(inventory, name, found, taken);
  const gatewayNamespaces = [...new Set(gateways.map((each) => each.split('/')[0] ?? ''))].filter(
    (each) => each !== name,
  );
  const access = readAccess(inventory, choices, name, hosts, gatewayNamespaces);
  const workloads = found.map((workload) => withHosts(workload, byWorkload.get(workload.name)));
  const props = {
    hosts: hosts.length > 0 ? hosts : askHosts(choices, name),
    access,
    gateway: dedicated(inventory, choices, platform, name),
    quota: quotaOf(inventory, choices, name),
    limits: limitsOf(inventory, name),
    people: peopleOf(inventory, name),
  };
  return { name, hosts, props, workloads, doors: readDoors(inventory, name, workloads, gatewayNamespaces) };
}

function withHosts(workload: FoundWorkload, hosts: readonly string[] | undefined): FoundWorkload {
  return hosts === undefined ? workload : { ...workload, props: { hosts, ...workload.props } };
}

function askHosts(choices: ChoiceList, name: string): Literal {
  const what = `Hosts of ${name}. The repository routes none to it.`;
  return choices.ask(`${name} hosts`, 'readonly string[]', what, `['${name}.example.com']`);
}

/** A gateway of the tenant's own, where a pool of addresses is for it alone. */
function dedicated(
  inventory: Inventory,
  choices: ChoiceList,
  platform: FoundPlatform,
  name: string,
): Literal | undefined {
  const place = `${name}-gateway`;
  const pool = platform.pools.find(
    ({ namespaces }) => namespaces.length === 1 && [name, place].includes(namespaces[0] ?? ''),
  );
  if (pool !== undefined) return fromPool(inventory, choices, name, pool);
  if (platform.target === 'bare-metal' || inventory.get('Namespace', '', place) === undefined) return undefined;
  return { kind: 'dedicated', exposure: { kind: 'nlb-controller' } };
}

function fromPool(inventory: Inventory, choices: ChoiceList, name: string, pool: FoundPool): Literal {
  const by = `Tenant ${name}: gateway`;
  inventory.own(pool.found, by, pool.found.id.name === name ? pool.notes : [`its name becomes ${name}`, ...pool.notes]);
  for (const each of pool.advertisements) inventory.own(each, by);
  const exposure = { kind: 'metallb-pool', addresses: pool.addresses, announcement: announcementOf(choices, pool) };
  return { kind: 'dedicated', exposure };
}

/** A quota that was written without proxies and canaries may be too small, so that somebody must look at it. */
function quotaOf(inventory: Inventory, choices: ChoiceList, name: string): Literal | undefined {
  const [first, ...more] = inventory.of('ResourceQuota', name);
  if (first === undefined) return undefined;
  inventory.own(first, `Tenant ${name}: quota`);
  for (const other of more) inventory.leave(other, 'a Tenant keeps one quota; Kubernetes holds to each of them');
  if (isOurs(inventory, name)) return undefined;
  const hard = Object.entries(mapAt(first.object, 'spec', 'hard')).map(([key, value]): [string, string] => [
    key === 'cpu' || key === 'memory' ? `requests.${key}` : key,
    scalarText(value),
  ]);
  const known = hard.filter(([key, value]) => QUOTA.has(key) && quantityNumber(value) !== undefined);
  if (known.length === 0) return undefined;
  const given = known.map(([key, value]) => `${key} ${value}`).join(', ');
  const what = `Quota of ${name}. The repository has ${given}, which must also hold proxies and canaries.`;
  return choices.ask(`${name} quota`, 'QuotaPolicy', what, "{ kind: 'computed' }");
}

function limitsOf(inventory: Inventory, name: string): Literal | undefined {
  const [range] = inventory.of('LimitRange', name);
  if (range === undefined) return undefined;
  inventory.own(range, `Tenant ${name}: limits`);
  const container = mapsIn(mapAt(range.object, 'spec')['limits']).find(({ type }) => type === 'Container');
  const pair = (field: string): Literal | undefined => {
    const { cpu, memory } = mapAt(container, field);
    const isPair = [cpu, memory].every((each) => typeof each === 'string' || typeof each === 'number');
    return isPair ? { cpu: scalarText(cpu), memory: scalarText(memory) } : undefined;
  };
  if (isOurs(inventory, name)) return undefined;
  const limits = { default: pair('default'), defaultRequest: pair('defaultRequest'), max: pair('max') };
  return Object.values(limits).every((each) => each === undefined) ? undefined : limits;
}

/** Groups that this library's own Roles were bound to. */
function peopleOf(inventory: Inventory, name: string): Literal | undefined {
  const groups = (binding: string): readonly string[] | undefined => {
    const subjects = mapsIn(inventory.get('RoleBinding', name, binding)?.object['subjects']);
    const found = subjects.flatMap((subject) => (subject['kind'] === 'Group' ? (textOf(subject['name']) ?? []) : []));
    return found.length === 0 ? undefined : found;
  };
  if (!isOurs(inventory, name)) return undefined;
  const people = { viewers: groups('viewer'), operators: groups('operator') };
  return people.viewers === undefined && people.operators === undefined ? undefined : people;
}

/** Whether this library wrote the namespace. */
function isOurs(inventory: Inventory, name: string): boolean {
  return inventory.get('Namespace', '', name)?.object.metadata.labels?.[KEYS.role] !== undefined;
}
