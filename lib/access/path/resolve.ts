import { MeshError, nearest } from '../../model/index.js';
import type { Address } from '../policy/call.js';
import type { MeshService } from '../world/service.js';
import { key, membership, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { addressOf } from './ask.js';
import { endText, type From, type To } from './question.js';
import { honest, type Source } from './source.js';

/** Callers that a question means. */
export function sourcesOf(world: World, from: From): readonly Source[] {
  switch (from.kind) {
    case 'workload':
      return [honest(workloadOf(world, from))];
    case 'serviceAccount': {
      knownNamespace(world, from);
      const found = world.inNamespace(from.namespace).filter((each) => each.serviceAccount === from.name);
      return found.length > 0 ? found.map(honest) : [honest(supposed(world, from.namespace, from.name))];
    }
    case 'namespace': {
      knownNamespace(world, from);
      const found = world.inNamespace(from.namespace);
      return found.length > 0 ? found.map(honest) : [honest(supposed(world, from.namespace, 'default'))];
    }
    case 'pod':
      knownNamespace(world, from);
      return [honest({ ...supposed(world, from.namespace, 'default'), labels: from.labels ?? {}, mesh: 'none' })];
    case 'outside':
      return [outside(from)];
  }
}

function outside(from: Extract<From, { kind: 'outside' }>): Source {
  return { kind: 'outside', ip: clientAddress(from), certificate: from.certificate };
}

/** Address of the client that a question names. */
export function clientAddress(from: Extract<From, { kind: 'outside' }>): Address | undefined {
  const ip = addressOf(from.ip);
  if (from.ip !== undefined && ip === undefined) {
    throw new MeshError({
      code: 'TM8102',
      where: 'the question',
      field: 'from.ip',
      what: 'not an address',
      value: from.ip,
      remedy: 'Write an IPv4 or IPv6 address.',
    });
  }
  return ip;
}

/** A pod that no object of the set makes, as its namespace would have it. */
export function supposed(world: World, namespace: string, serviceAccount: string): Workload {
  return {
    namespace,
    name: `(any pod as ${serviceAccount})`,
    labels: {},
    annotations: {},
    serviceAccount,
    portNames: new Map(),
    ports: [],
    mesh: membership({}, {}, world.namespaceLabels(namespace), false),
    entry: undefined,
  };
}

/** Account of a pod that no object of the set makes, by the name it was given here; undefined for other names. */
export function supposedAccount(name: string): string | undefined {
  return /^\(any pod as ([^,)]+)\)$/.exec(name)?.[1];
}

/** The workload of a question. */
export function workloadOf(world: World, end: Extract<From | To, { kind: 'workload' }>): Workload {
  const found = world.workload(end.namespace, end.name);
  if (found !== undefined) return found;
  throw unknown(endText(end), `${end.namespace}/${end.name}`, world.workloads.map(key));
}

/** The Service of a question. */
export function serviceOf(world: World, end: Extract<To, { kind: 'service' }>): MeshService {
  const own = world.servicesIn(end.namespace);
  const found = own.find((service) => service.name === end.name && service.entry.id.kind === 'Service');
  if (found !== undefined) return found;
  throw unknown(endText(end), `${end.namespace}/${end.name}`, world.services.map(key));
}

/** The gateway that an outside question names; all of them where it names none. */
export function namedGateways(
  world: World,
  from: Extract<From, { kind: 'outside' }>,
  all: readonly Workload[],
): readonly Workload[] {
  const { gateway } = from;
  if (gateway === undefined) return all;
  const found = all.filter((each) => key(each) === gateway);
  if (found.length === 0) throw unknown(`gateway ${gateway}`, gateway, all.map(key));
  return found;
}

function knownNamespace(world: World, { namespace }: { readonly namespace: string }): void {
  const known = world.namespaceNames();
  if (!known.includes(namespace)) throw unknown(`namespace ${namespace}`, namespace, known);
}

function unknown(end: string, name: string, known: Iterable<string>): MeshError {
  const names = [...known];
  const near = nearest(name, names);
  const short = name.split('/').at(-1) ?? name;
  const alike = names.filter((each) => each !== near && each.split('/').at(-1) === short);
  const listed = [...(near === undefined ? [] : [near]), ...alike].slice(0, 5);
  return new MeshError({
    code: 'TM8101',
    where: 'the question',
    what: `the set has no ${end}`,
    remedy:
      listed.length > 0 ? `Did you mean ${listed.join(' or ')}?` : 'Name a workload, Service or namespace of the set.',
  });
}
