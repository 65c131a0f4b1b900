import { requestText, trailText, type Witness } from '../access/index.js';
import type { ManifestSet } from '../manifest/index.js';
import { accessOf, type MatchResult } from './input.js';

/** Whether a set keeps one tenant from another, directly and over several hops. */
export function toIsolate(set: ManifestSet, from: string, to: string): MatchResult {
  const proof = accessOf(set).isolation({ kind: 'tenant', tenant: from }, { kind: 'tenant', tenant: to });
  switch (proof.kind) {
    case 'isolated':
      return {
        pass: true,
        message: () =>
          `${from} should reach ${to}, but nothing of it does, over ${String(proof.classes)} classes of requests.`,
      };
    case 'reached':
      return { pass: false, message: () => `${from} reaches ${to}:\n${(proof.path ?? []).map(hop).join('\n')}` };
    case 'unknown':
      throw new Error(`This could not be decided:\n${proof.unknown.join('\n')}`);
  }
}

function hop({ from, to, port, request, trail }: Witness): string {
  return `${from} -> ${to}:${String(port)} with ${requestText(request)}\n${trailText(trail)}`;
}
