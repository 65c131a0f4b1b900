import { compare, listOf, mapAt, textOf, textsOf } from '../../manifest/index.js';
import { KEYS, host as parseHost, type JsonObject, type JsonValue } from '../../model/index.js';
import type { FoundObject } from '../found.js';
import { mapsIn } from '../read/kustomization.js';
import type { Inventory } from './inventory.js';
import type { FoundWorkload } from './workloads.js';

/** Hosts of a tenant, those that each workload answers, and the gateways that serve them. */
export interface FoundHosts {
  readonly hosts: readonly string[];
  readonly byWorkload: ReadonlyMap<string, readonly string[]>;
  /** Gateways as `namespace/name`. */
  readonly gateways: readonly string[];
}

/** Finds the hosts that a namespace answers from outside: by its routes, its releases and its annotation. */
export function readHosts(
  inventory: Inventory,
  namespace: string,
  workloads: readonly FoundWorkload[],
  taken: Map<string, string>,
): FoundHosts {
  const hosts = new Set<string>();
  const gateways = new Set<string>();
  const byWorkload = new Map<string, readonly string[]>();
  const answer = (workload: string | undefined, names: readonly string[]): readonly string[] => {
    const own = names.filter((name) => isHost(name) && (taken.get(name) ?? namespace) === namespace);
    for (const name of own) {
      hosts.add(name);
      taken.set(name, namespace);
    }
    if (workload === undefined) return own;
    const others = new Set([...byWorkload].flatMap(([other, list]) => (other === workload ? [] : list)));
    const fresh = own.filter((name) => !others.has(name));
    if (fresh.length > 0) byWorkload.set(workload, merged(byWorkload.get(workload), fresh));
    return fresh;
  };
  answer(undefined, listed(inventory.get('Namespace', '', namespace), KEYS.hosts));
  for (const name of listed(inventory.get('Namespace', '', namespace), KEYS.gateways)) gateways.add(name);
  for (const canary of inventory.of('Canary', namespace)) readCanary(canary, answer, gateways);
  for (const route of inventory.of('VirtualService', namespace))
    readVirtualService(inventory, route, workloads, answer, gateways);
  for (const route of inventory.of('HTTPRoute', namespace))
    readHttpRoute(inventory, route, workloads, answer, gateways);
  return { hosts: [...hosts].sort(compare), byWorkload, gateways: [...gateways].sort(compare) };
}

type Answer = (workload: string | undefined, names: readonly string[]) => readonly string[];

function readCanary({ object, id }: FoundObject, answer: Answer, gateways: Set<string>): void {
  const service = mapAt(object, 'spec', 'service');
  const target = textOf(mapAt(object, 'spec', 'targetRef')['name']);
  const outer = texts(service['gateways']).filter((name) => name !== 'mesh');
  if (outer.length === 0) return;
  answer(target, texts(service['hosts']));
  for (const name of outer) gateways.add(qualified(name, id.namespace));
}

function readVirtualService(
  inventory: Inventory,
  route: FoundObject,
  workloads: readonly FoundWorkload[],
  answer: Answer,
  gateways: Set<string>,
): void {
  const spec = mapAt(route.object, 'spec');
  const outer = texts(spec['gateways']).filter((name) => name !== 'mesh');
  const names = texts(spec['hosts']);
  if (outer.length === 0) {
    inventory.leave(route, 'it routes calls inside the mesh, for which a Tenant makes no route');
    return;
  }
  for (const name of outer) gateways.add(qualified(name, route.id.namespace));
  const rules = mapsIn(spec['http']);
  const last = rules.findLast((rule) => isCatchAll(rule['match']));
  const target = last === undefined ? undefined : targetOf(mapsIn(last['route']), workloads);
  const fresh = answer(target, names);
  const extra = [
    ...(rules.length > 1 ? ['more than one rule'] : []),
    ...rules.flatMap((rule) => Object.keys(rule).filter((key) => !['match', 'route', 'name'].includes(key))),
    ...['tcp', 'tls'].filter((key) => spec[key] !== undefined),
  ];
  decide(inventory, route, names, target, fresh, extra);
}

function readHttpRoute(
  inventory: Inventory,
  route: FoundObject,
  workloads: readonly FoundWorkload[],
  answer: Answer,
  gateways: Set<string>,
): void {
  const spec = mapAt(route.object, 'spec');
  for (const parent of mapsIn(spec['parentRefs'])) {
    const name = textOf(parent['name']);
    if (name !== undefined) gateways.add(`${textOf(parent['namespace']) ?? route.id.namespace}/${name}`);
  }
  const rules = mapsIn(spec['rules']);
  const last = rules.findLast((rule) =>
    mapsIn(rule['matches']).every((match) => isRoot(mapAt(match, 'path')['value'])),
  );
  const backends = mapsIn(last?.['backendRefs']).map((each) => ({ destination: { host: textOf(each['name']) ?? '' } }));
  const target = targetOf(backends, workloads);
  const names = texts(spec['hostnames']);
  const extra = [
    ...(rules.length > 1 ? ['more than one rule'] : []),
    ...rules.flatMap((rule) => Object.keys(rule).filter((key) => !['matches', 'backendRefs', 'name'].includes(key))),
  ];
  decide(inventory, route, names, target, answer(target, names), extra);
}

function decide(
  inventory: Inventory,
  route: FoundObject,
  names: readonly string[],
  target: string | undefined,
  fresh: readonly string[],
  extra: readonly string[],
): void {
  const { namespace } = route.id;
  const wild = names.filter((name) => !isHost(name));
  if (wild.length > 0) {
    inventory.block(route, `it claims ${wild.join(', ')}`, 'Name each host in full: a host has one owner.');
  } else if (fresh.length < names.length || target === undefined) {
    const why =
      target === undefined ? 'no workload of the tenant answers it alone' : 'another route answers one of its hosts';
    inventory.block(route, why, 'Let one workload answer each host, or route by path with SecureGateway.route.');
  } else {
    const notes = extra.length === 0 ? [] : [`not carried over: ${[...new Set(extra)].sort(compare).join(', ')}`];
    inventory.own(route, `Tenant ${namespace}: addWorkload ${target}, hosts`, notes);
  }
}

/** The workload behind a route with one destination. */
function targetOf(routes: readonly JsonObject[], workloads: readonly FoundWorkload[]) {
  const [first, ...rest] = new Set(
    routes.map((each) =>
      (textOf(mapAt(each, 'destination')['host']) ?? '').split('.')[0]?.replace(/-(?:primary|canary)$/, ''),
    ),
  );
  if (first === undefined || rest.length > 0) return undefined;
  return workloads.find(({ name, services }) => name === first || services.includes(first))?.name;
}

function isCatchAll(match: JsonValue | undefined): boolean {
  return mapsIn(match).every((each) => isRoot(mapAt(each, 'uri')['prefix']));
}

function isRoot(path: JsonValue | undefined): boolean {
  return path === undefined || path === '/';
}

/** Whether a name can be a host of a tenant; names of Services are none. */
export function isHost(name: string): boolean {
  try {
    return !/\.svc(?:\.|$)|\.local$/.test(parseHost(name, { where: '', field: '' }));
  } catch {
    return false;
  }
}

/** Texts of a list. */
export function texts(value: JsonValue | undefined): readonly string[] {
  return listOf(value).flatMap((item) => textOf(item) ?? []);
}

function listed(found: FoundObject | undefined, key: string): readonly string[] {
  const annotations = textsOf(mapAt(found?.object, 'metadata', 'annotations'));
  return (annotations[key] ?? '').split(',').filter((text) => text !== '');
}

function qualified(name: string, namespace: string): string {
  return name.includes('/') ? name : `${namespace}/${name}`;
}

function merged(before: readonly string[] | undefined, more: readonly string[]): readonly string[] {
  return [...new Set([...(before ?? []), ...more])].sort(compare);
}
