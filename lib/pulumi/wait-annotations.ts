import { durationMs, type GoDuration } from '../model/index.js';
import type { WaitCondition, WaitFor, WaitPath, WaitSettings } from './wait.js';

const PREFIX = 'pulumi.com';

/** Annotations by which the provider knows what was said; they are on the live object, and never in Git. */
export function waitAnnotations(settings: WaitSettings): Readonly<Record<string, string>> {
  const { until, timeout, unready = 'update', conflicts = 'error', deletion } = settings;
  return {
    ...(until === undefined ? {} : untilAnnotations(until)),
    // The parser has accepted it when it was said.
    ...(timeout === undefined ? {} : annotation('timeoutSeconds', String(durationMs(timeout as GoDuration) / 1000))),
    ...(unready === 'replace' ? annotation('replaceUnready', 'true') : {}),
    ...(conflicts === 'take-over' ? annotation('patchForce', 'true') : {}),
    ...(deletion === undefined ? {} : annotation('deletionPropagationPolicy', deletion)),
  };
}

function untilAnnotations(until: WaitFor): Readonly<Record<string, string>> {
  switch (until.kind) {
    case 'provider':
      return {};
    case 'nothing':
      return annotation('skipAwait', 'true');
    case 'condition':
    case 'jsonpath':
      return annotation('waitFor', expression(until));
    case 'all':
      return annotation('waitFor', JSON.stringify(until.of.map(expression)));
  }
}

function expression(wait: WaitCondition | WaitPath): string {
  switch (wait.kind) {
    case 'condition':
      return `condition=${wait.type}${wait.status === undefined || wait.status === 'True' ? '' : `=${wait.status}`}`;
    case 'jsonpath':
      return `jsonpath=${wait.path}${wait.value === undefined ? '' : `=${wait.value}`}`;
  }
}

function annotation(name: string, value: string): Readonly<Record<string, string>> {
  return { [`${PREFIX}/${name}`]: value };
}
