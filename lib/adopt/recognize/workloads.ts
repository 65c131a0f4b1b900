import { compare, listOf, mapAt, textOf, textsOf } from '../../manifest/index.js';
import { isDnsLabel, imageName, type JsonObject } from '../../model/index.js';
import type { FoundObject } from '../found.js';
import type { Literal } from '../literal.js';
import { mapsIn } from '../read/kustomization.js';
import { drainOf, readContainer, type ReadContainer, type ServedPort } from './containers.js';
import type { Inventory } from './inventory.js';
import { readRelease } from './releases.js';

/** A workload that the program can make. */
export interface FoundWorkload {
  readonly name: string;
  readonly deployment: FoundObject;
  /** Name of the account that its pods run as today. */
  readonly account: string;
  /** Names of Services that select its pods. */
  readonly services: readonly string[];
  /** Ports of its containers. */
  readonly ports: readonly number[];
  readonly props: Readonly<Record<string, Literal | undefined>>;
}

const POD_KNOWN: ReadonlySet<string> = new Set([
  ...['containers', 'volumes', 'serviceAccountName', 'serviceAccount', 'securityContext', 'imagePullSecrets'],
  ...['terminationGracePeriodSeconds', 'restartPolicy', 'dnsPolicy', 'topologySpreadConstraints', 'schedulerName'],
  ...['enableServiceLinks', 'automountServiceAccountToken', 'setHostnameAsFQDN', 'hostNetwork', 'hostPID', 'hostIPC'],
]);
const LONGEST_NAME = 55;
const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Pod', 'Job', 'CronJob'] as const;

/** Reads the workloads of a namespace; what a Workload cannot say stays, or is in the way where it would be refused. */
export function readWorkloads(inventory: Inventory, namespace: string): readonly FoundWorkload[] {
  const found = inventory.of('Deployment', namespace).flatMap((deployment) => readOne(inventory, deployment) ?? []);
  for (const kind of WORKLOADS) {
    for (const other of inventory.of(kind, namespace)) {
      const unsafe = unsafeFields(podOf(other));
      if (unsafe.length > 0) refuseUnsafe(inventory, other, unsafe);
      inventory.leave(other, `a Tenant makes Deployments, and none of kind ${kind}`);
    }
  }
  return found;
}

function readOne(inventory: Inventory, deployment: FoundObject): FoundWorkload | undefined {
  const { name, namespace } = deployment.id;
  const pod = podOf(deployment);
  const unsafe = unsafeFields(pod);
  if (unsafe.length > 0) {
    refuseUnsafe(inventory, deployment, unsafe);
    return undefined;
  }
  const services = servicesOf(inventory, deployment);
  const canary = canaryOf(inventory, deployment);
  const served = [...services.flatMap(servedPorts), ...canaryPort(canary)];
  const empty = emptyVolumes(pod);
  const automation = rangeOf.bind(undefined, inventory);
  const containers = mapsIn(pod['containers']).map((each) =>
    readContainer(withPodUser(each, pod), served, empty, automation),
  );
  const beyond = beyondWorkload(name, pod, containers);
  const release = canary === undefined ? undefined : readRelease(canary, namespace);
  if (containers.length === 0 || beyond.length > 0) {
    const fields = [...new Set(beyond)].sort(compare).join(', ');
    inventory.leave(deployment, `a Workload has no word for ${fields === '' ? 'a pod without containers' : fields}`);
    return undefined;
  }
  const workload = {
    name,
    deployment,
    account: accountOf(pod),
    services: services.map(({ id }) => id.name),
    ports: containers.flatMap(({ props }) => portsOf(props['ports'])),
    props: {
      containers: containers.map(({ props }) => props),
      scaling: scalingOf(inventory, deployment, canary !== undefined),
      imagePullSecrets: pullSecrets(pod),
      drainSeconds: canary === undefined ? drainSeconds(pod) : undefined,
      release: release?.props,
    },
  };
  claim(inventory, workload, services, canary, release?.notes ?? []);
  return workload;
}

/** Fields of a pod that a Workload has no word for. */
function beyondWorkload(name: string, pod: JsonObject, containers: readonly ReadContainer[]): readonly string[] {
  return [
    ...Object.keys(pod).filter((key) => !POD_KNOWN.has(key)),
    ...containers.flatMap(({ beyond }) => beyond),
    ...(pod['automountServiceAccountToken'] === true ? ['automountServiceAccountToken'] : []),
    ...(!isDnsLabel(name) || name.length > LONGEST_NAME ? ['metadata.name'] : []),
    ...malformed(containers.map(({ props }) => props)),
  ];
}

/** Says who makes what belongs to a workload. */
function claim(
  inventory: Inventory,
  workload: FoundWorkload,
  services: readonly FoundObject[],
  canary: FoundObject | undefined,
  notes: readonly string[],
): void {
  const { name, deployment, account } = workload;
  const { namespace } = deployment.id;
  const by = `Tenant ${namespace}: addWorkload ${name}`;
  const labels = textsOf(mapAt(deployment.object, 'spec', 'selector', 'matchLabels'));
  const keepsSelector = Object.keys(labels).length === 1 && labels['app'] === name;
  inventory.own(
    deployment,
    by,
    keepsSelector ? [] : [`the selector becomes app: ${name}, so the Deployment is made anew`],
  );
  for (const service of services) {
    if (service.id.name === name) inventory.own(service, by);
    else
      inventory.block(
        service,
        `it selects pods of ${name} by another name, and their labels change`,
        `Let callers use ${name}.${namespace}, or keep the Service with the selector app: ${name}.`,
      );
  }
  if (account !== 'default') inventory.own(inventory.get('ServiceAccount', namespace, account), by);
  for (const scaler of inventory.of('HorizontalPodAutoscaler', namespace)) {
    if (mapAt(scaler.object, 'spec', 'scaleTargetRef')['name'] === name) inventory.own(scaler, by);
  }
  const podLabels = textsOf(mapAt(deployment.object, 'spec', 'template', 'metadata', 'labels'));
  for (const budget of inventory.of('PodDisruptionBudget', namespace)) {
    if (isSubset(textsOf(mapAt(budget.object, 'spec', 'selector', 'matchLabels')), podLabels))
      inventory.own(budget, by);
  }
  inventory.own(canary, by, notes);
  inventory.own(inventory.get('MetricTemplate', namespace, `${name}-success-rate`), by);
}

function refuseUnsafe(inventory: Inventory, found: FoundObject, unsafe: readonly string[]): void {
  inventory.block(
    found,
    `its pods ask for ${unsafe.join(', ')}, which Pod Security refuses in the namespace of a tenant`,
    'Change the pods, or move them to a namespace of the platform.',
  );
}

/** What Pod Security `restricted` refuses, as far as somebody wrote it down. */
function unsafeFields(pod: JsonObject): readonly string[] {
  const found = ['hostNetwork', 'hostPID', 'hostIPC'].filter((key) => pod[key] === true);
  if (mapsIn(pod['volumes']).some((volume) => volume['hostPath'] !== undefined)) found.push('hostPath');
  for (const context of [pod, ...mapsIn(pod['containers']), ...mapsIn(pod['initContainers'])].map((each) =>
    mapAt(each, 'securityContext'),
  )) {
    if (context['privileged'] === true) found.push('privileged');
    if (context['runAsUser'] === 0) found.push('runAsUser 0');
    if (context['allowPrivilegeEscalation'] === true) found.push('allowPrivilegeEscalation');
    if (listOf(mapAt(context, 'capabilities')['add']).length > 0) found.push('capabilities.add');
  }
  return [...new Set(found)];
}

/** The template of pods, wherever the kind has it. */
function podOf({ object }: FoundObject): JsonObject {
  const job = mapAt(object, 'spec', 'jobTemplate', 'spec', 'template', 'spec');
  const template = mapAt(object, 'spec', 'template', 'spec');
  return object.kind === 'Pod' ? mapAt(object, 'spec') : object.kind === 'CronJob' ? job : template;
}

function withPodUser(container: JsonObject, pod: JsonObject): JsonObject {
  const user = mapAt(container, 'securityContext')['runAsUser'] ?? mapAt(pod, 'securityContext')['runAsUser'];
  return { ...container, securityContext: { ...mapAt(container, 'securityContext'), runAsUser: user } };
}

function emptyVolumes(pod: JsonObject): ReadonlySet<string> {
  return new Set(
    mapsIn(pod['volumes'])
      .filter((volume) => volume['emptyDir'] !== undefined && mapAt(volume, 'emptyDir')['medium'] === undefined)
      .flatMap((volume) => textOf(volume['name']) ?? []),
  );
}

/** What the parsers of a Workload would refuse. */
function malformed(containers: readonly Readonly<Record<string, Literal | undefined>>[]): readonly string[] {
  const faults = containers.flatMap(({ image, name }) => {
    const bad = [...(typeof name === 'string' && isDnsLabel(name) ? [] : ['name'])];
    try {
      imageName(typeof image === 'string' ? image : '', { where: '', field: '' });
    } catch {
      bad.push('image');
    }
    return bad;
  });
  const ports = containers.flatMap((each) => portsOf(each['ports']));
  return new Set(ports).size === ports.length ? faults : [...faults, 'ports'];
}

function portsOf(ports: Literal | undefined): readonly number[] {
  const list: readonly unknown[] = Array.isArray(ports) ? ports : [];
  return list.flatMap((entry) => {
    const port: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, 'targetPort') : undefined;
    return typeof port === 'number' ? [port] : [];
  });
}

function accountOf(pod: JsonObject): string {
  return textOf(pod['serviceAccountName']) ?? textOf(pod['serviceAccount']) ?? 'default';
}

/** The longest drain of the containers, where one is written that is not the default. Beside a Canary none is. */
function drainSeconds(pod: JsonObject): number | undefined {
  const longest = Math.max(-1, ...mapsIn(pod['containers']).map((container) => drainOf(container) ?? -1));
  return longest < 0 || longest === 5 ? undefined : longest;
}

function pullSecrets(pod: JsonObject): readonly string[] | undefined {
  const names = mapsIn(pod['imagePullSecrets']).flatMap(({ name }) => textOf(name) ?? []);
  return names.length === 0 ? undefined : names;
}

function servicesOf(inventory: Inventory, deployment: FoundObject): readonly FoundObject[] {
  const labels = textsOf(mapAt(deployment.object, 'spec', 'template', 'metadata', 'labels'));
  return inventory.of('Service', deployment.id.namespace).filter(({ object }) => {
    const selector = textsOf(mapAt(object, 'spec', 'selector'));
    return Object.keys(selector).length > 0 && isSubset(selector, labels);
  });
}

function isSubset(some: Readonly<Record<string, string>>, all: Readonly<Record<string, string>>): boolean {
  return Object.keys(some).length > 0 && Object.entries(some).every(([key, value]) => all[key] === value);
}

function servedPorts({ object }: FoundObject): readonly ServedPort[] {
  return mapsIn(mapAt(object, 'spec')['ports']).flatMap((entry) => {
    const { port, targetPort = port } = entry;
    if (typeof port !== 'number') return [];
    const target = typeof targetPort === 'number' ? targetPort : (textOf(targetPort) ?? port);
    return [{ port, target, appProtocol: textOf(entry['appProtocol']) ?? textOf(entry['name']) }];
  });
}

function canaryOf(inventory: Inventory, { id }: FoundObject): FoundObject | undefined {
  return inventory.of('Canary', id.namespace).find(({ object }) => {
    const target = mapAt(object, 'spec', 'targetRef');
    return target['kind'] === 'Deployment' && target['name'] === id.name;
  });
}

function canaryPort(canary: FoundObject | undefined): readonly ServedPort[] {
  const service = mapAt(canary?.object, 'spec', 'service');
  const { port, targetPort = port } = service;
  if (typeof port !== 'number') return [];
  const target = typeof targetPort === 'number' ? targetPort : (textOf(targetPort) ?? port);
  return [{ port, target, appProtocol: textOf(service['appProtocol']) ?? textOf(service['portName']) }];
}

/** The range by which Flux follows the tags of an image. */
function rangeOf(inventory: Inventory, image: string): string | undefined {
  const repositories = inventory.of('ImageRepository').filter(({ object }) => mapAt(object, 'spec')['image'] === image);
  for (const policy of inventory.of('ImagePolicy')) {
    const spec = mapAt(policy.object, 'spec');
    const range = textOf(mapAt(spec, 'policy', 'semver')['range']);
    const isOf = repositories.some(({ id }) => id.name === mapAt(spec, 'imageRepositoryRef')['name']);
    if (range !== undefined && isOf) return range;
  }
  return undefined;
}

function scalingOf(inventory: Inventory, { id, object }: FoundObject, isReleased: boolean): Literal | undefined {
  const scaler = inventory
    .of('HorizontalPodAutoscaler', id.namespace)
    .find((each) => mapAt(each.object, 'spec', 'scaleTargetRef')['name'] === id.name);
  const spec = mapAt(scaler?.object, 'spec');
  const max = spec['maxReplicas'];
  if (typeof max === 'number' && max > 0) {
    const min = typeof spec['minReplicas'] === 'number' ? Math.max(1, spec['minReplicas']) : 1;
    return { kind: 'auto', min: Math.min(min, max), max, metrics: measures(object, spec) };
  }
  const { replicas = 1 } = mapAt(object, 'spec');
  const count = typeof replicas === 'number' && replicas > 0 ? replicas : 1;
  return isReleased ? { kind: 'auto', min: count, max: count } : { kind: 'fixed', replicas: count };
}

function measures(deployment: JsonObject, spec: JsonObject): Literal | undefined {
  const first = textOf(mapsIn(mapAt(deployment, 'spec', 'template', 'spec')['containers'])[0]?.['name']) ?? '';
  const found = mapsIn(spec['metrics']).flatMap((metric): readonly Literal[] => {
    const source =
      metric['type'] === 'ContainerResource' ? mapAt(metric, 'containerResource') : mapAt(metric, 'resource');
    const resource = textOf(source['name']);
    const share = mapAt(source, 'target')['averageUtilization'];
    if ((resource !== 'cpu' && resource !== 'memory') || typeof share !== 'number') return [];
    return [{ container: textOf(source['container']) ?? first, resource, averageUtilization: share }];
  });
  const isDefault =
    JSON.stringify(found) === JSON.stringify([{ container: first, resource: 'cpu', averageUtilization: 70 }]);
  return found.length === 0 || isDefault ? undefined : found;
}
