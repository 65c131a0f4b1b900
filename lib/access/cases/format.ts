import { isMap, mapAt, textOf, textsOf } from '../../manifest/index.js';
import { MeshError, addressNumber, show, type JsonObject, type JsonValue, type KubeObject } from '../../model/index.js';
import { objects, strings } from '../../analyzer/read.js';
import type { Arrival } from '../policy/decide.js';
import type { Address, Token } from '../policy/call.js';
import type { PolicySubject } from '../policy/attachment.js';

/** A request of a recorded case. */
export interface CaseRequest {
  /** Id of the request. */
  readonly id: string;
  /** The callee. */
  readonly workload: PolicySubject;
  /** The request, as it arrives at the callee. */
  readonly arrival: Arrival;
}

/** A recorded case: manifests, and requests to be decided. */
export interface AccessCase {
  /** Objects of the cluster. */
  readonly manifests: readonly KubeObject[];
  /** Namespace whose policies apply everywhere. */
  readonly rootNamespace: string;
  /** Requests to decide. */
  readonly requests: readonly CaseRequest[];
}

/** Reads one line of a file of recorded cases. */
export function parseCase(line: string, where: string): AccessCase {
  const value = parseJson(line, where);
  const manifests = objects(value['manifests']).filter(isKubeObject);
  const requests = objects(value['requests']);
  if (!Array.isArray(value['manifests']) || manifests.length < value['manifests'].length || requests.length === 0) {
    throw unreadable(where, 'the line is no recorded case', 'Write manifests and requests, one case a line.');
  }
  return {
    manifests,
    rootNamespace: textOf(value['rootNamespace']) ?? 'istio-system',
    requests: requests.map((request) => caseRequest(request, where)),
  };
}

function parseJson(line: string, where: string): JsonObject {
  try {
    const value: unknown = JSON.parse(line);
    if (isJson(value)) return value;
  } catch (cause) {
    throw unreadable(where, 'the line is no JSON', 'Write one JSON object a line.', cause);
  }
  throw unreadable(where, 'the line is no JSON object', 'Write one JSON object a line.');
}

function caseRequest(request: JsonObject, where: string): CaseRequest {
  const source = mapAt(request, 'source');
  const workload = mapAt(request, 'workload');
  const ip = addressAt(source['ip'], 'source.ip', where);
  const principal = textOf(source['principal']);
  return {
    id: textOf(request['id']) ?? '',
    workload: { namespace: textOf(workload['namespace']) ?? 'default', labels: textsOf(mapAt(workload, 'labels')) },
    arrival: {
      protocol: request['protocol'] === 'tcp' ? 'tcp' : 'http',
      principal: principal === undefined ? undefined : `spiffe://${principal}`,
      ip,
      remoteIp: addressAt(source['remoteIp'], 'source.remoteIp', where) ?? ip,
      destIp: addressAt(request['destIp'], 'destIp', where),
      port: typeof request['port'] === 'number' ? request['port'] : 0,
      host: textOf(request['host']) ?? '',
      method: textOf(request['method']) ?? 'GET',
      ...pathAndQuery(textOf(request['path']) ?? '/'),
      headers: headersOf(mapAt(request, 'headers')),
      token: tokenOf(request['jwt']),
      sni: textOf(request['sni']) ?? '',
    },
  };
}

/** A path as policies compare it, and what follows it. */
function pathAndQuery(text: string): { readonly path: string; readonly query: string } {
  const end = text.search(/[?#]/);
  return end < 0 ? { path: text, query: '' } : { path: text.slice(0, end), query: text.slice(end) };
}

/** Headers by name in lower case. */
export function headersOf(map: JsonObject): ReadonlyMap<string, string> {
  return new Map(Object.entries(textsOf(map)).map(([name, value]) => [name.toLowerCase(), value]));
}

function tokenOf(value: JsonValue | undefined): Token | undefined {
  if (!isMap(value)) return undefined;
  const { iss, sub, aud, claims } = value;
  return {
    iss: textOf(iss) ?? '',
    ...(typeof sub === 'string' ? { sub } : {}),
    ...(typeof aud === 'string' ? { aud } : Array.isArray(aud) ? { aud: strings(aud) } : {}),
    ...(isMap(claims) ? { claims } : {}),
  };
}

function addressAt(value: JsonValue | undefined, field: string, where: string): Address | undefined {
  if (value === undefined || value === null) return undefined;
  const address = typeof value === 'string' ? addressNumber(value) : undefined;
  if (address !== undefined) return address;
  throw unreadable(where, `${field} is no address: ${show(value)}`, 'Write an IPv4 or IPv6 address.');
}

function isJson(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isKubeObject(value: JsonObject): value is KubeObject {
  return typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string' && isMap(value['metadata']);
}

function unreadable(where: string, what: string, remedy: string, cause?: unknown): MeshError {
  return new MeshError({ code: 'TM8001', where, what, remedy }, cause === undefined ? {} : { cause });
}
