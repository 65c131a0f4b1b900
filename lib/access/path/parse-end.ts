import { MeshError } from '../../model/index.js';
import type { From, To } from './question.js';

const FORMS = 'ns/workload, sa:ns/account, ns:namespace, pod:namespace, outside or outside@ns/gateway';
const TO_FORMS = 'ns/workload:port, svc:ns/name:port or host:name:port';

/** Reads where a request comes from, as the command line and matchers write it. */
export function parseFrom(text: string): From {
  const gateway = /^outside@(.+)$/.exec(text)?.[1];
  if (gateway !== undefined) return { kind: 'outside', gateway };
  if (text === 'outside') return { kind: 'outside' };
  const [, prefix, rest = ''] = /^(?:(sa|ns|pod):)?(.*)$/.exec(text) ?? [];
  if (prefix === 'ns' || prefix === 'pod') {
    if (rest === '' || rest.includes('/')) throw malformed('from', text, FORMS);
    return { kind: prefix === 'ns' ? 'namespace' : 'pod', namespace: rest };
  }
  const named = nameOf(rest);
  if (named === undefined) throw malformed('from', text, FORMS);
  return { kind: prefix === 'sa' ? 'serviceAccount' : 'workload', ...named };
}

/** Reads where a request goes. */
export function parseTo(text: string): To {
  const [, prefix, rest = '', port] = /^(?:(svc|host):)?(.*?)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const on = port === undefined ? {} : { port: Number(port) };
  // No object could have such a port, so the answer would be a denial that proves nothing.
  if (on.port !== undefined && !isPort(on.port)) throw malformed('to', text, `a port from 1 to 65535: ${TO_FORMS}`);
  if (prefix === 'host' && rest !== '') return { kind: 'host', host: rest, ...on };
  const named = nameOf(rest);
  if (named === undefined) throw malformed('to', text, TO_FORMS);
  return { kind: prefix === 'svc' ? 'service' : 'workload', ...named, ...on };
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65535;
}

function nameOf(text: string): { namespace: string; name: string } | undefined {
  const found = /^([^/:]+)\/([^/:]+)$/.exec(text);
  return found?.[1] === undefined || found[2] === undefined ? undefined : { namespace: found[1], name: found[2] };
}

function malformed(field: string, value: string, forms: string): MeshError {
  return new MeshError({
    code: 'TM8102',
    where: 'the question',
    field,
    what: 'not an end of a call',
    value,
    remedy: `Write ${forms}.`,
  });
}
