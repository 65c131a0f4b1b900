import { listOf, mapAt, textOf, type ManifestSet } from '../../../lib/manifest/index.js';
import type { JsonObject } from '../../../lib/model/index.js';
import type { Client } from './client.js';
import { conditionOf, untilCondition } from './conditions.js';
import { kustomization } from './flux.js';
import { until } from './until.js';

const DEADLINE = 300_000;

/** A unit as a Kustomization of Flux. */
export interface FluxUnit {
  readonly name: string;
  readonly dependsOn: readonly string[];
  /** How many objects it is meant to apply. */
  readonly objects: number;
}

/** The units of a tree by the names of their Kustomizations. */
export function fluxUnits(set: ManifestSet): readonly FluxUnit[] {
  return set.units.map(({ path, dependsOn }) => ({
    name: path.replaceAll('/', '-'),
    dependsOn: dependsOn.map((on) => on.replaceAll('/', '-')),
    objects: set.inUnit(path).length,
  }));
}

/** Waits until a Kustomization is ready, and returns it. */
export function untilUnitReady(client: Client, name: string): Promise<JsonObject> {
  return untilCondition(client, kustomization(name), { deadline: DEADLINE });
}

/** Waits until a Kustomization has applied a revision of its source. */
export async function untilAtRevision(client: Client, name: string, revision: string): Promise<void> {
  const ask = async (): Promise<true | undefined> => {
    const status = mapAt(await client.read(kustomization(name)), 'status');
    return status['lastAppliedRevision'] === revision ? true : undefined;
  };
  await until(`${name} is at ${revision}`, ask, { deadline: DEADLINE });
}

/** How many objects a Kustomization has applied. */
export function inventorySize(unit: JsonObject | undefined): number {
  return listOf(mapAt(unit, 'status', 'inventory')['entries']).length;
}

/** Waits until every unit is ready; says which came before one that it depends on, or applied more or less than meant. */
export async function untilAllReady(client: Client, units: readonly FluxUnit[]): Promise<readonly string[]> {
  const readyAt = new Map<string, string>();
  const faults: string[] = [];
  for (const { name, objects } of dependentLast(units)) {
    const unit = await untilUnitReady(client, name);
    readyAt.set(name, textOf(conditionOf(unit, 'Ready')['lastTransitionTime']) ?? '');
    const size = inventorySize(unit);
    if (size !== objects) faults.push(`${name} applied ${size} objects, meant are ${objects}`);
  }
  for (const { name, dependsOn } of units) {
    const at = readyAt.get(name) ?? '';
    for (const on of dependsOn) if ((readyAt.get(on) ?? 'never') > at) faults.push(`${name} was ready before ${on}`);
  }
  return faults;
}

/** Each unit is waited for after those that it depends on, so that one deadline is that of one unit. */
function dependentLast(units: readonly FluxUnit[]): readonly FluxUnit[] {
  const byName = new Map(units.map((unit) => [unit.name, unit]));
  const order = new Set<FluxUnit>();
  const visit = (unit: FluxUnit | undefined): void => {
    if (unit === undefined || order.has(unit)) return;
    for (const on of unit.dependsOn) visit(byName.get(on));
    order.add(unit);
  };
  for (const unit of units) visit(unit);
  return [...order];
}

/** What a unit says once it has failed by itself, and not for one that it waits for. */
export function untilRefused(client: Client, name: string): Promise<string> {
  return until(
    `${name} fails`,
    async () => {
      const { status, message } = conditionOf(await client.read(kustomization(name)), 'Ready');
      const text = textOf(message);
      return status === 'False' && text?.includes('ependenc') === false ? text : undefined;
    },
    { deadline: DEADLINE },
  );
}
