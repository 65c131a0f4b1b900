import { compare, mapAt, textOf, textsOf } from '../../manifest/index.js';
import type { JsonObject } from '../../model/index.js';
import type { FoundObject } from '../found.js';
import { mapsIn } from '../read/kustomization.js';
import { texts } from './hosts.js';
import type { Inventory } from './inventory.js';
import type { FoundWorkload } from './workloads.js';

/** One workload of a tenant may call another. */
export interface FoundDoor {
  readonly from: string;
  readonly to: string;
  readonly methods: readonly string[];
  readonly paths: readonly string[];
}

const LOAD_TESTER = /^(?:flagger-)?load-?tester$/;
const REMEDY = 'Open the same door in the program (allow, share, egressTo), then remove the policy.';

/** Reads who may call whom within a namespace. ALLOW rules add up, so what is not understood is in the way. */
export function readDoors(
  inventory: Inventory,
  namespace: string,
  workloads: readonly FoundWorkload[],
  gatewayNamespaces: readonly string[],
): readonly FoundDoor[] {
  const doors = new Map<string, FoundDoor>();
  for (const policy of inventory.of('AuthorizationPolicy', namespace)) {
    if (inventory.isDecided(policy)) continue;
    const { action = 'ALLOW', rules, selector } = mapAt(policy.object, 'spec');
    if (action === 'ALLOW' && mapsIn(rules).length === 0) {
      inventory.own(policy, `Tenant ${namespace}: deny by default`);
      continue;
    }
    if (action !== 'ALLOW') {
      inventory.leave(
        policy,
        `a Tenant makes no rule with action ${textOf(action) ?? ''}; it takes away and opens nothing`,
      );
      continue;
    }
    if (isForLoadTester(textsOf(mapAt(selector, 'matchLabels')))) {
      inventory.own(policy, `Tenant ${namespace}: load tester`);
      continue;
    }
    const to = selected(workloads, textsOf(mapAt(selector, 'matchLabels')));
    const found = to === undefined ? undefined : doorsOf(mapsIn(rules), to, namespace, workloads, gatewayNamespaces);
    if (found === undefined) {
      inventory.block(policy, 'it opens a door that the program does not know, and such rules add up', REMEDY);
      continue;
    }
    inventory.own(policy, `Tenant ${namespace}: allow`);
    for (const door of found) doors.set(JSON.stringify(door), door);
  }
  return [...doors.values()].sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to));
}

/** Doors of the rules; undefined where one of them opens something else. */
function doorsOf(
  rules: readonly JsonObject[],
  to: FoundWorkload,
  namespace: string,
  workloads: readonly FoundWorkload[],
  gatewayNamespaces: readonly string[],
): readonly FoundDoor[] | undefined {
  const doors: FoundDoor[] = [];
  for (const rule of rules) {
    const sources = mapsIn(rule['from']).map((from) => mapAt(from, 'source'));
    const principals = sources.flatMap((source) => texts(source['principals']));
    const isPlain = sources.every((source) =>
      Object.keys(source).every((key) => /^(?:requestP|p)rincipals$/.test(key)),
    );
    if (!isPlain || principals.length === 0) return undefined;
    const operations = mapsIn(rule['to']).map((each) => mapAt(each, 'operation'));
    const [operation = {}, ...more] = operations;
    if (more.length > 0 || Object.keys(operation).some((key) => !['ports', 'methods', 'paths'].includes(key)))
      return undefined;
    for (const principal of principals) {
      const [, place, account] = /\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(principal) ?? [];
      if (place === undefined || account === undefined) return undefined;
      // Gateway, load tester and Flagger are let in by what the tenant says about hosts and releases.
      if (gatewayNamespaces.includes(place) || account === 'flagger' || LOAD_TESTER.test(account)) continue;
      const from = workloads.find((each) => each.account === account);
      if (place !== namespace || from === undefined || account === 'default') return undefined;
      doors.push({
        from: from.name,
        to: to.name,
        methods: texts(operation['methods']),
        paths: texts(operation['paths']),
      });
    }
  }
  return doors;
}

/** A tenant's load tester is called by Flagger alone, which the Tenant says itself. */
function isForLoadTester(labels: Readonly<Record<string, string>>): boolean {
  return Object.values(labels).some((value) => LOAD_TESTER.test(value));
}

function selected(
  workloads: readonly FoundWorkload[],
  labels: Readonly<Record<string, string>>,
): FoundWorkload | undefined {
  if (Object.keys(labels).length === 0) return undefined;
  return workloads.find(({ deployment }) => isSelected(deployment, labels));
}

function isSelected({ object }: FoundObject, labels: Readonly<Record<string, string>>): boolean {
  const own = textsOf(mapAt(object, 'spec', 'template', 'metadata', 'labels'));
  // Flagger gives the pods of a release another value of `app`.
  return Object.entries(labels).every(
    ([key, value]) => own[key] === value || own[key] === value.replace(/-primary$/, ''),
  );
}
