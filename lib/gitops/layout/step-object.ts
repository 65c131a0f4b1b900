import type { KustomizationV1Spec } from '../../imports/flux/index.js';
import { originText } from '../../manifest/index.js';
import { MeshError, formatDuration, type KubeObject } from '../../model/index.js';
import { decryptionOf } from '../decryption.js';
import { healthOf } from '../health.js';
import { FACTS_CONFIG_MAP, FLUX_NAMESPACE, kustomizationName, type GitopsOptions } from '../options.js';
import { sourceRef } from '../source.js';
import { timeOf, waitingTime } from '../waiting-time.js';
import { SHARD_KEY } from './scale.js';
import type { Step } from './steps.js';

const RETRY_INTERVAL = '2m';
const SHORTEST = 5 * 60_000;

/** The Flux Kustomization of a step. */
export function stepObject(step: Step, { repository }: GitopsOptions): KubeObject {
  const { unit, substitutes, entries, shard } = step;
  refuseIgnoredChecks(step);
  const dependsOn = step.dependsOn.map((path) => ({ name: kustomizationName(path) }));
  const health = healthOf(unit, entries);
  const spec = {
    ...decryptionOf(unit, substitutes),
    ...(dependsOn.length > 0 ? { dependsOn } : {}),
    ...(health.length === 0 ? {} : { healthCheckExprs: health.map((check) => ({ ...check })) }),
    ...(unit.healthChecks === undefined ? {} : { healthChecks: unit.healthChecks.map((check) => ({ ...check })) }),
    interval: unit.interval ?? '30m',
    path: `./${step.directory}`,
    ...(substitutes ? { postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: FACTS_CONFIG_MAP }] } } : {}),
    prune: unit.prune ?? true,
    retryInterval: RETRY_INTERVAL,
    serviceAccountName: unit.serviceAccountName ?? 'kustomize-controller',
    sourceRef: sourceRef(repository),
    timeout: formatDuration(Math.max(timeOf(unit.timeout, SHORTEST), waitingTime(entries))),
    wait: unit.wait ?? true,
  } as const satisfies KustomizationV1Spec;
  const labels = shard === undefined ? {} : { labels: { [SHARD_KEY]: shard } };
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { ...labels, name: kustomizationName(unit.path), namespace: FLUX_NAMESPACE },
    spec,
  };
}

/** Flux reads `healthChecks` only where it does not wait for everything. */
function refuseIgnoredChecks({ unit }: Step): void {
  if ((unit.healthChecks?.length ?? 0) === 0 || unit.wait === false) return;
  throw new MeshError({
    code: 'TM5003',
    where: originText(unit.origin),
    field: 'healthChecks',
    what: `unit "${unit.path}" waits for everything it applies, and then Flux ignores its health checks`,
    remedy: 'Set `wait: false`, or leave the health checks out.',
  });
}
