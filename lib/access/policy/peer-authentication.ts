import { mapAt, textOf, type ManifestEntry } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import { selects } from '../../analyzer/read.js';
import { byAge } from './order.js';
import { selectorLabels, specOf, type Labels } from './selector.js';

/** What a workload demands of its callers' connections. */
export type MtlsMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

/** The mode of a port, and the object that set it. */
export interface MtlsDecision {
  readonly mode: MtlsMode;
  /** Undefined where Istio's default decides. */
  readonly entry: ManifestEntry | undefined;
}

/** The modes of a workload. */
export interface WorkloadMtls {
  readonly base: MtlsDecision;
  readonly ports: ReadonlyMap<number, MtlsDecision>;
}

/**
 * Composes the PeerAuthentications of a workload: mesh, then namespace, then workload, the oldest of each scope.
 * One with a selector in the root namespace counts nowhere, and ports count only with a selector.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export function composeMtls(
  root: readonly ManifestEntry[],
  own: readonly ManifestEntry[],
  labels: Labels,
  inRoot: boolean,
): WorkloadMtls {
  const mesh = oldest(root.filter((entry) => isWide(entry)));
  const namespace = inRoot ? undefined : oldest(own.filter((entry) => isWide(entry)));
  const workload = inRoot
    ? undefined
    : oldest(own.filter((entry) => !isWide(entry) && selects(selectorLabels(specOf(entry)), labels)));
  let base: MtlsDecision = { mode: 'PERMISSIVE', entry: undefined };
  for (const entry of [mesh, namespace, workload])
    base = entry === undefined ? base : modeOf(specOf(entry), entry, base);
  const ports = new Map<number, MtlsDecision>();
  if (workload !== undefined) {
    for (const [port, value] of Object.entries(mapAt(specOf(workload), 'portLevelMtls'))) {
      ports.set(Number(port), withMode(mapAt(value)['mode'], workload, base));
    }
  }
  return { base, ports };
}

/** The mode of one port of a workload. */
export function mtlsOf({ base, ports }: WorkloadMtls, port: number): MtlsDecision {
  return ports.get(port) ?? base;
}

function isWide(entry: ManifestEntry): boolean {
  return Object.keys(selectorLabels(specOf(entry))).length === 0;
}

function oldest(entries: readonly ManifestEntry[]): ManifestEntry | undefined {
  return [...entries].sort(byAge)[0];
}

function modeOf(spec: JsonObject, entry: ManifestEntry, inherited: MtlsDecision): MtlsDecision {
  return withMode(mapAt(spec, 'mtls')['mode'], entry, inherited);
}

function withMode(value: JsonValue | undefined, entry: ManifestEntry, inherited: MtlsDecision): MtlsDecision {
  const mode = textOf(value);
  return mode === 'STRICT' || mode === 'PERMISSIVE' || mode === 'DISABLE' ? { mode, entry } : inherited;
}
