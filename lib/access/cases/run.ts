import { ManifestSet, type ManifestEntry } from '../../manifest/index.js';
import { objectId, type KubeObject } from '../../model/index.js';
import { meshConfig } from '../mesh-config.js';
import { decide, type Reason } from '../policy/decide.js';
import { Policies } from '../policy/policies.js';
import type { AccessCase } from './format.js';

/** The decision on one recorded request. */
export interface CaseDecision {
  /** Id of the request. */
  readonly id: string;
  /** What is decided. */
  readonly decision: 'allow' | 'deny' | 'depends';
  /** Envoy's name of the rule that decided; empty where none did. */
  readonly policy: string;
  /** Why. */
  readonly reason: Reason;
}

/** Decides every request of a case. */
export function runCase({ manifests, rootNamespace, requests }: AccessCase, name: string): readonly CaseDecision[] {
  const set = new ManifestSet({
    name,
    entries: manifests.map((object, at) => entryOf(object, `${name}#${String(at)}`)),
  });
  const mesh = meshConfig(set, rootNamespace);
  const policies = new Policies(set, mesh);
  return requests.map(({ id, workload, arrival }) => {
    const { outcome, reason, rule } = decide(policies.of(workload), arrival, mesh.acceptedDomains);
    return { id, decision: outcome, policy: rule?.name ?? '', reason };
  });
}

function entryOf(object: KubeObject, file: string): ManifestEntry {
  return {
    object,
    id: objectId(object),
    origin: { kind: 'file', file, line: 1 },
    unit: '',
    owner: 'flux',
    side: new Map(),
    layer: 'written',
  };
}
