import { isMap, mapAt, textOf } from '../../manifest/index.js';
import { KEYS } from '../../model/index.js';
import { placeText, type FoundObject } from '../found.js';
import { mapsIn } from '../read/kustomization.js';
import { texts } from './hosts.js';
import type { Inventory } from './inventory.js';
import type { FoundPlatform } from './platform.js';
import type { FoundTenant } from './tenants.js';

/** Kinds of the mesh that a Tenant or the Platform writes from what it knows; a second opinion beside them misleads. */
const MESH_KINDS: Readonly<Record<string, string>> = {
  Sidecar: 'the Tenant writes the one Sidecar of its namespace from the doors that are open',
  NetworkPolicy: 'allowances add up, and the Tenant writes its own from the doors that are open',
  DestinationRule: 'the release or the Tenant writes how a workload is called',
  EnvoyFilter: 'it changes proxies behind the back of the policies',
  PeerAuthentication: 'the Tenant demands mTLS of everybody',
  ServiceEntry: 'the Tenant writes it where egressTo opens a door',
  RequestAuthentication: 'the Tenant writes it from its access',
};

/** Decides about what no reader has claimed: what the library wrote itself, what contradicts it, and all others. */
export function decideRest(
  inventory: Inventory,
  platform: FoundPlatform,
  tenants: readonly FoundTenant[],
  owners: ReadonlyMap<string, string>,
): void {
  const hosts = new Set<unknown>(tenants.flatMap(({ hosts: own }) => own));
  const units = unitsOf(inventory);
  for (const found of inventory.reading.objects) {
    if (inventory.isDecided(found)) continue;
    if (found.encrypted) inventory.leave(found, 'SOPS encrypted it; EncryptedSecret takes the file as it is');
    else if (found.unclear.length > 0) inventory.leave(found, `it is not exactly known: ${found.unclear.join('; ')}`);
    else if (found.id.kind === 'Secret') clearSecret(inventory, found);
    else if (!fromLibrary(inventory, found, owners, units)) decideForeign(inventory, found, platform, tenants, hosts);
  }
  for (const list of inventory.twice().values()) {
    for (const found of list.slice(1)) {
      if (inventory.verdictOf(found)?.kind === 'in-the-way') continue;
      inventory.leave(found, `${placeText(list[0] ?? found)} applies the same object`);
    }
  }
}

function clearSecret(inventory: Inventory, found: FoundObject): void {
  const isClear = ['data', 'stringData'].some((field) => isMap(found.object[field]));
  if (isClear)
    inventory.block(found, 'a Secret stands in Git in clear', 'Encrypt it with SOPS, and change what it holds.');
  else inventory.leave(found, 'it holds nothing');
}

/** What a tree of this library holds is made by the construct of its namespace, or of its name. */
function fromLibrary(
  inventory: Inventory,
  found: FoundObject,
  owners: ReadonlyMap<string, string>,
  units: ReadonlySet<string>,
): boolean {
  const { kind, group, name } = found.id;
  if (kind === 'Kustomization' && group === 'kustomize.toolkit.fluxcd.io' && units.has(name)) {
    inventory.own(found, 'Cluster: a unit');
    return true;
  }
  if (!units.has(found.appliedBy)) return false;
  const marks = marksOf(inventory, found);
  inventory.own(found, marks.tenant === undefined ? 'Platform' : (owners.get(marks.tenant) ?? 'Platform'));
  return true;
}

/** Kustomizations that apply something with the marks of this library: its units. */
function unitsOf(inventory: Inventory): ReadonlySet<string> {
  const marked = inventory.reading.objects.filter((found) => {
    const { role, tenant } = marksOf(inventory, found);
    return role !== undefined || tenant !== undefined;
  });
  const units = new Set(marked.map(({ appliedBy }) => appliedBy));
  if (units.size === 0) return units;
  // A unit that holds releases alone bears no mark, and lies beside the others.
  const beside = `./manifests/${inventory.reading.cluster}/`;
  const paths = inventory.of('Kustomization').filter(({ object }) => {
    const path = textOf(mapAt(object, 'spec')['path']);
    return path?.startsWith(beside) === true;
  });
  return new Set([...units, ...paths.map(({ id }) => id.name)]);
}

function marksOf(inventory: Inventory, { id, object }: FoundObject) {
  const namespace = id.kind === 'Namespace' ? id.name : id.namespace;
  const { labels } = object.metadata;
  const around = inventory.get('Namespace', '', namespace)?.object.metadata.labels;
  return { role: around?.[KEYS.role], tenant: labels?.[KEYS.tenant] ?? around?.[KEYS.tenant] };
}

function decideForeign(
  inventory: Inventory,
  found: FoundObject,
  platform: FoundPlatform,
  tenants: readonly FoundTenant[],
  hosts: ReadonlySet<unknown>,
): void {
  const { kind, namespace, group, name } = found.id;
  const tenant = tenants.find((each) => each.name === namespace);
  if (group.endsWith('.toolkit.fluxcd.io')) decideFlux(inventory, found);
  else if (kind === 'Gateway' && group === 'networking.istio.io') decideGateway(inventory, found, hosts);
  else if (kind === 'Certificate' && texts(mapAt(found.object, 'spec')['dnsNames']).some((each) => hosts.has(each))) {
    inventory.own(found, 'SecureGateway: addHost', ['the certificate stands beside the gateway of the program']);
  } else if (kind === 'IPAddressPool' || kind === 'L2Advertisement' || kind === 'BGPAdvertisement') {
    inventory.leave(found, 'it is for no gateway of the program; its addresses must stay apart from theirs');
  } else if (tenant !== undefined && kind === 'PeerAuthentication' && isStrict(found)) {
    inventory.own(found, `Tenant ${namespace}: mTLS`);
  } else if (namespace === 'istio-system' && kind === 'PeerAuthentication') {
    decideMeshWide(inventory, found);
  } else if (tenant !== undefined && kind in MESH_KINDS) {
    inventory.block(found, MESH_KINDS[kind] ?? '', 'Say the same in the program, then remove it.');
  } else if (tenant !== undefined && kind === 'ServiceAccount' && name === 'default') {
    inventory.own(found, `Tenant ${namespace}: accounts`);
  } else if (kind === 'Namespace' && platformNamespaces(platform).has(name)) {
    inventory.own(found, 'Platform: namespaces', ['labels for Pod Security and a default of no traffic are added']);
  } else {
    inventory.leave(found, whyLeft(inventory, found, tenant));
  }
}

function whyLeft(inventory: Inventory, { id }: FoundObject, tenant: FoundTenant | undefined): string {
  if (tenant !== undefined) return `a Tenant makes no ${id.kind} of this name`;
  const isTeams = /^(?:Deployment|Service|VirtualService|HTTPRoute|Canary|HorizontalPodAutoscaler)$/.test(id.kind);
  if (!isTeams) return 'no construct makes it';
  if (id.namespace === '') return 'it names no namespace, so no tenant is known for it';
  return inventory.get('Namespace', '', id.namespace) === undefined
    ? `no Namespace ${id.namespace} is in the repository`
    : `namespace ${id.namespace} is no tenant: it is not labelled for injection, or belongs to the platform`;
}

function decideFlux(inventory: Inventory, found: FoundObject): void {
  const { kind } = found.id;
  const isImage = kind === 'ImagePolicy' || kind === 'ImageRepository';
  if (kind === 'Kustomization') inventory.leave(found, 'it applies what stays; remove it once nothing does');
  else if (isImage) inventory.own(found, 'Tenant: automation of its image', ['its name follows the workload']);
  else inventory.leave(found, `no construct makes a ${kind} of this name`);
}

function decideGateway(inventory: Inventory, found: FoundObject, hosts: ReadonlySet<unknown>): void {
  const servers = mapsIn(mapAt(found.object, 'spec')['servers']).flatMap((server) => texts(server['hosts']));
  const names = servers.map((each) => each.replace(/^[^/]*\//, ''));
  const strange = names.filter((each) => !hosts.has(each));
  if (strange.length === 0 && names.length > 0) {
    inventory.own(found, 'SecureGateway', ['the gateway of the program stands in its own namespace']);
  } else {
    inventory.block(
      found,
      `it listens for ${strange.join(', ')}, which no tenant of the program owns`,
      'Name the hosts of each tenant, or keep the gateway on an address of its own.',
    );
  }
}

function decideMeshWide(inventory: Inventory, found: FoundObject): void {
  if (isStrict(found)) inventory.own(found, 'Platform: mesh defaults');
  else
    inventory.block(
      found,
      `the Platform demands mTLS of everybody, and this says ${textOf(mapAt(found.object, 'spec', 'mtls')['mode']) ?? 'nothing'}`,
      'Find the callers without a proxy first; then let the Platform write it.',
    );
}

function isStrict({ object }: FoundObject): boolean {
  const spec = mapAt(object, 'spec');
  return mapAt(spec, 'mtls')['mode'] === 'STRICT' && spec['portLevelMtls'] === undefined;
}

function platformNamespaces({ target }: FoundPlatform): ReadonlySet<string> {
  const common = [
    'istio-system',
    'istio-cni',
    'cert-manager',
    'istio-ingress',
    'flagger-system',
    'monitoring',
    'kiali',
  ];
  return new Set([...common, ...(target === 'eks' ? ['external-dns'] : ['metallb-system'])]);
}
