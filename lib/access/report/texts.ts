import { originText } from '../../manifest/index.js';
import type { Answer, Step } from '../path/answer.js';
import type { RequestClass } from '../proof/request-classes.js';

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
export function requestText({ host, method, path, headers, token, sni }: RequestClass): string {
  const parts = [
    method,
    path,
    host === undefined ? undefined : `host ${host}`,
    sni === undefined || sni === '' ? undefined : `SNI ${sni}`,
    ...[...(headers ?? [])].map(([name, value]) => `${name}: ${value}`),
    token === undefined ? undefined : `token of ${token.iss} ${JSON.stringify(token.claims ?? {})}`,
  ];
  const text = parts.filter((part) => part !== undefined).join(' ');
  return text === '' ? 'any request' : text;
}
