import { originText } from '../../manifest/index.js';
import type { JsonValue } from '../../model/index.js';
import type { Answer, Step } from '../path/answer.js';
import type { Token } from '../policy/call.js';
import type { RequestClass } from '../proof/request-classes.js';
import { addressText } from './address.js';
import type { Edge } from './edges.js';

const MARKS = { pass: 'ok', deny: 'NO', depends: '??' } as const;

/** A step as one line. */
export function stepText(step: Step): string {
  const { object, rule } = step;
  const named =
    object === undefined
      ? 'by default'
      : `${object.kind} ${object.namespace === '' ? '' : `${object.namespace}/`}${object.name}`;
  const place = rule === undefined ? '' : ` rule ${String(rule)}`;
  const where = object === undefined ? '' : ` at ${originText(object.origin)}`;
  const modelled = step.basis === 'modelled' ? ' (modelled)' : '';
  return `${MARKS[step.outcome]} ${step.kind}: ${step.text} [${named}${place}${where}]${modelled}`;
}

/** A trail as lines. */
export function trailText(trail: readonly Step[]): string {
  return trail
    .map(
      (step) =>
        `  ${stepText(step)}${step.outcome === 'deny' && step.change !== undefined ? `\n     ${step.change}` : ''}`,
    )
    .join('\n');
}

/** An answer as a person reads it. */
export function answerText(answer: Answer): string {
  const depends = answer.dependsOn.length === 0 ? '' : ` (depends on ${answer.dependsOn.join('; ')})`;
  const assumed = answer.assumptions.map((text) => `Assumed: ${text}\n`).join('');
  return `${answer.outcome.toUpperCase()}: ${answer.from} -> ${answer.to}${depends}\n${trailText(answer.trail)}\n${assumed}`;
}

/** What a request has to be like, in few words. */
export function requestText({
  host,
  method,
  path,
  headers,
  token,
  sni,
  certificate,
  parameters,
}: RequestClass): string {
  const parts = [
    method,
    path,
    host === undefined ? undefined : `host ${host}`,
    sni === undefined || sni === '' ? undefined : `SNI ${sni}`,
    ...[...(headers ?? [])].map(([name, value]) => `${name}: ${value}`),
    ...[...(parameters ?? [])].map(([name, value]) => `parameter ${name}=${value}`),
    token === undefined ? undefined : `token of ${token.iss} ${JSON.stringify(token.claims ?? {})}`,
    certificate === undefined ? undefined : `certificate of ${certificate}`,
  ];
  const text = parts.filter((part) => part !== undefined).join(' ');
  return text === '' ? 'any request' : text;
}

/** What is needed of a request to get through a call, as words of one sentence. */
export function needsText({ needs, hosts }: Pick<Edge, 'needs' | 'hosts'>): string {
  const { host, method, path, headers, token, sni, ip, remoteIp, destIp, certificate, parameters } = needs;
  const parts = [
    ...(hosts.length === 0 ? [] : [`host ${hosts.join(' or ')}`]),
    ...(host === undefined ? [] : [`host ${host}`]),
    ...(method === undefined ? [] : [`method ${method}`]),
    ...(path === undefined ? [] : [`path ${path}`]),
    ...[...(headers ?? [])].map(([name, value]) => `header ${name}: ${value === '' ? '(empty)' : value}`),
    ...[...(parameters ?? [])].map(([name, value]) => `parameter ${name}=${value}`),
    ...(sni === undefined || sni === '' ? [] : [`server name ${sni}`]),
    ...(certificate === undefined ? [] : [`a certificate of ${certificate}`]),
    ...(token === undefined ? [] : [tokenText(token, needs.anySubject === true)]),
    ...(ip === undefined ? [] : [`peer address ${addressText(ip)}`]),
    ...(remoteIp === undefined ? [] : [`client address ${addressText(remoteIp)}`]),
    ...(destIp === undefined ? [] : [`callee address ${addressText(destIp)}`]),
  ];
  return parts.length === 0 ? 'any' : parts.join(', ');
}

function tokenText({ iss, sub, aud, claims }: Token, anySubject: boolean): string {
  const parts = [
    ...(sub === undefined || anySubject ? [] : [`subject ${sub === '' ? '(empty)' : sub}`]),
    ...(aud === undefined ? [] : [`audience ${[aud].flat().join(', ')}`]),
    ...Object.entries(claims ?? {}).map(([name, value]) => `${name} ${claimText(value)}`),
  ];
  return `token of ${iss}${parts.length === 0 ? '' : ` with ${parts.join(' and ')}`}`;
}

function claimText(value: JsonValue | undefined): string {
  const list = Array.isArray(value) ? value : [value];
  return list.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join(' and ');
}
