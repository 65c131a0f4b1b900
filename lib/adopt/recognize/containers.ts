import { isMap, listOf, mapAt, textOf } from '../../manifest/index.js';
import { quantityNumber, type JsonObject, type JsonValue } from '../../model/index.js';
import type { Literal } from '../literal.js';
import { mapsIn } from '../read/kustomization.js';
import { scalarText } from '../read/scalar.js';

/** A port as the Service has it. */
export interface ServedPort {
  readonly port: number;
  /** Port of the container, by number or name. */
  readonly target: number | string;
  readonly appProtocol: string | undefined;
}

/** What of a container a Workload can say, and what it cannot. */
export interface ReadContainer {
  readonly props: Readonly<Record<string, Literal | undefined>>;
  /** Fields that a Workload has no word for. */
  readonly beyond: readonly string[];
}

const KNOWN: ReadonlySet<string> = new Set([
  ...['name', 'image', 'command', 'args', 'ports', 'env', 'resources', 'livenessProbe', 'readinessProbe'],
  ...['startupProbe', 'volumeMounts', 'securityContext', 'imagePullPolicy', 'lifecycle'],
  ...['terminationMessagePath', 'terminationMessagePolicy'],
]);
const PROTOCOLS = ['http2', 'http', 'grpc', 'tcp', 'tls'] as const;

/** Reads a container. `empty` names the volumes that begin empty; `range` is the range of tags that Flux follows. */
export function readContainer(
  container: JsonObject,
  served: readonly ServedPort[],
  empty: ReadonlySet<string>,
  automation: (image: string) => string | undefined,
): ReadContainer {
  const beyond = Object.keys(container).filter((key) => !KNOWN.has(key));
  const { image, tag } = imageParts(textOf(container['image']) ?? '');
  if (tag === undefined) beyond.push('image');
  const mounts = mapsIn(container['volumeMounts']);
  for (const mount of mounts) {
    if (!empty.has(textOf(mount['name']) ?? '') || mount['subPath'] !== undefined) {
      beyond.push(`volumeMounts[${textOf(mount['name']) ?? ''}]`);
    }
  }
  const env = readEnv(container, beyond);
  if (container['lifecycle'] !== undefined && drainOf(container) === undefined) beyond.push('lifecycle');
  const ports = readPorts(container, served);
  const range = automation(image);
  const user = mapAt(container, 'securityContext')['runAsUser'];
  const writable = mounts.flatMap((mount) => textOf(mount['mountPath']) ?? []);
  const props = {
    name: textOf(container['name']) ?? '',
    image,
    tag: tag ?? '',
    automation: range === undefined ? undefined : { range },
    ports: ports.length === 0 ? undefined : ports,
    env: Object.keys(env).length === 0 ? undefined : env,
    command: textList(container['command']),
    args: textList(container['args']),
    probes: readProbes(container, beyond),
    writablePaths: writable.length === 0 ? undefined : writable,
    runAsUser: typeof user === 'number' && user !== 10001 ? user : undefined,
    resources: readResources(container),
  };
  return { props, beyond };
}

/** Seconds for which a container goes on serving after its pod was told to end, where its lifecycle says no more. */
export function drainOf(container: JsonObject): number | undefined {
  const lifecycle = mapAt(container, 'lifecycle');
  const { seconds } = mapAt(lifecycle, 'preStop', 'sleep');
  const isPlain = Object.keys(lifecycle).length === 1 && Object.keys(mapAt(lifecycle, 'preStop')).length === 1;
  return isPlain && typeof seconds === 'number' && seconds >= 0 && seconds <= 25 ? seconds : undefined;
}

/** Image with its registry, and its tag; no tag for a digest and for tags that move. */
export function imageParts(text: string): { readonly image: string; readonly tag: string | undefined } {
  const [, name = '', tag] = /^([^@]*?)(?::([\w][\w.-]*))?(?:@.*)?$/.exec(text) ?? [];
  const [first = '', ...rest] = name.split('/');
  const hasRegistry = rest.length > 0 && /[.:]|^localhost$/.test(first);
  const image = hasRegistry ? name : `docker.io/${rest.length === 0 ? 'library/' : ''}${name}`;
  return { image, tag: tag === 'latest' || text.includes('@') ? undefined : tag };
}

function readPorts(container: JsonObject, served: readonly ServedPort[]): readonly Literal[] {
  return mapsIn(container['ports']).flatMap((entry): readonly Literal[] => {
    const targetPort = entry['containerPort'];
    if (typeof targetPort !== 'number') return [];
    const name = textOf(entry['name']) ?? '';
    const service = served.find(({ target }) => target === targetPort || (name !== '' && target === name));
    const appProtocol = protocolOf(service?.appProtocol ?? '') ?? protocolOf(name) ?? 'tcp';
    const isDefault = name === '' || name === `${appProtocol}-${String(targetPort)}`;
    const fits = name === appProtocol || name.startsWith(`${appProtocol}-`);
    return [
      {
        targetPort,
        port: service === undefined || service.port === targetPort ? undefined : service.port,
        appProtocol: appProtocol === 'http' ? undefined : appProtocol,
        name: isDefault || !fits || name.length > 15 ? undefined : name,
      },
    ];
  });
}

function protocolOf(text: string): (typeof PROTOCOLS)[number] | undefined {
  const word = text.toLowerCase().replace(/^kubernetes\.io\/h2c$/, 'http2');
  if (/^https(?:-|$)/.test(word)) return 'tls';
  return PROTOCOLS.find((protocol) => word === protocol || word.startsWith(`${protocol}-`));
}

function readEnv(container: JsonObject, beyond: string[]): Readonly<Record<string, Literal>> {
  const env: Record<string, Literal> = {};
  for (const entry of mapsIn(container['env'])) {
    const name = textOf(entry['name']) ?? '';
    const from = mapAt(entry, 'valueFrom');
    const [secret, config] = [mapAt(from, 'secretKeyRef'), mapAt(from, 'configMapKeyRef')];
    if (entry['valueFrom'] === undefined) env[name] = { kind: 'value', value: scalarText(entry['value']) };
    else if (textOf(secret['key']) !== undefined) env[name] = secretEnv(secret);
    else if (textOf(config['key']) !== undefined) {
      env[name] = { kind: 'config-map', name: textOf(config['name']) ?? '', key: textOf(config['key']) ?? '' };
    } else beyond.push(`env[${name}].valueFrom`);
  }
  return env;
}

function secretEnv(reference: JsonObject): Literal {
  const [name, key] = [textOf(reference['name']) ?? '', textOf(reference['key']) ?? ''];
  return { kind: 'secret', name, key, purpose: `what the imported Deployment reads from key ${key}` };
}

function readProbes(container: JsonObject, beyond: string[]): Literal | undefined {
  const probe = (field: 'readinessProbe' | 'livenessProbe' | 'startupProbe'): Literal | undefined => {
    if (!isMap(container[field])) return undefined;
    const found = readProbe(container, container[field]);
    if (found === undefined) beyond.push(field);
    return found;
  };
  const [readiness, liveness, startup] = [probe('readinessProbe'), probe('livenessProbe'), probe('startupProbe')];
  if (readiness === undefined && liveness === undefined && startup === undefined) return undefined;
  return { readiness, liveness, startup };
}

function readProbe(container: JsonObject, probe: JsonObject): Literal | undefined {
  const [http, tcp, exec] = [mapAt(probe, 'httpGet'), mapAt(probe, 'tcpSocket'), mapAt(probe, 'exec')];
  const named = (port: JsonValue | undefined): number | undefined => {
    const found = mapsIn(container['ports']).find(({ name }) => name === port)?.['containerPort'] ?? port;
    return typeof found === 'number' ? found : undefined;
  };
  const command = textList(exec['command']);
  if (command !== undefined) return { kind: 'command', command };
  const tcpPort = named(tcp['port']);
  if (tcpPort !== undefined) return { kind: 'tcp', port: tcpPort };
  const port = named(http['port']);
  const isPlain = http['scheme'] !== 'HTTPS' && http['httpHeaders'] === undefined && http['host'] === undefined;
  if (port === undefined || !isPlain) return undefined;
  return { kind: 'http', path: textOf(http['path']) ?? '/', port };
}

/** Requests and limits, with the defaults of a Workload where a half is missing; a limit is never below its request. */
function readResources(container: JsonObject): Literal | undefined {
  const resources = mapAt(container, 'resources');
  if (Object.keys(resources).length === 0) return undefined;
  const quantity = (side: string, name: string, fallback: string): string => {
    const value = mapAt(resources, side)[name];
    return value === undefined || value === null ? fallback : scalarText(value);
  };
  const requests = { cpu: quantity('requests', 'cpu', '100m'), memory: quantity('requests', 'memory', '128Mi') };
  const limit = (name: 'cpu' | 'memory', fallback: string): string => {
    const [given, request] = [quantity('limits', name, fallback), requests[name]];
    return (quantityNumber(given) ?? 0) < (quantityNumber(request) ?? 0) ? request : given;
  };
  return { requests, limits: { cpu: limit('cpu', '500m'), memory: limit('memory', '512Mi') } };
}

function textList(value: JsonValue | undefined): readonly string[] | undefined {
  const items = listOf(value);
  return items.length > 0 && items.every((item) => typeof item === 'string') ? items : undefined;
}
