import type { ManifestEntry } from '../../manifest/index.js';
import { field, type RuleContext } from '../context.js';
import { stringMap, text } from '../read.js';

/** Kind of a Canary. */
export const CANARY = 'Canary.flagger.app';
const DEPLOYMENT = 'Deployment.apps';
const DAEMON_SET = 'DaemonSet.apps';
/** Kinds that a Canary copies for its primary. */
export const TARGET_KINDS: readonly string[] = [DAEMON_SET, DEPLOYMENT];
/** Labels that Flagger looks for in the selector of a target, in its order. */
export const SELECTOR_LABELS = ['app', 'name', 'app.kubernetes.io/name'] as const;

/** What a Canary releases. */
export interface CanaryTarget {
  readonly kind: string;
  readonly name: string;
}

/** The target that a Canary names. */
export function targetOf(canary: ManifestEntry): CanaryTarget {
  const reference = (key: string) => text(field(canary, 'spec', 'targetRef', key)) ?? '';
  return { kind: reference('kind'), name: reference('name') };
}

/** The workload that a Canary releases, where it is one and the set holds it. */
export function findTarget(context: RuleContext, canary: ManifestEntry): ManifestEntry | undefined {
  const { kind, name } = targetOf(canary);
  const found = TARGET_KINDS.find((known) => known === `${kind}.apps`);
  return found === undefined ? undefined : context.find(found, canary.id.namespace, name);
}

/** The label by which Flagger tells canary and primary apart; nothing where the target has none. */
export function selectorLabel(target: ManifestEntry): { readonly key: string; readonly value: string } | undefined {
  const labels = stringMap(field(target, 'spec', 'selector', 'matchLabels'));
  for (const key of SELECTOR_LABELS) {
    const value = labels[key];
    if (value !== undefined) return { key, value };
  }
  return undefined;
}

/** Name that the Services and routes of a Canary are made from. */
export function serviceName(canary: ManifestEntry): string {
  return text(field(canary, 'spec', 'service', 'name')) ?? targetOf(canary).name;
}
