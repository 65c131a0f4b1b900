import type { IConstruct } from 'constructs';
import type { CheckedManifests } from '../app/read.js';
import { Cluster } from '../app/cluster.js';
import { FACTS_OBJECT } from '../gitops/facts-config-map.js';
import { FACTS_CONFIG_MAP, FLUX_NAMESPACE } from '../gitops/index.js';
import { MeshError } from '../model/index.js';
import type { Registrar } from './registrar.js';

/**
 * Registers the ConfigMap from which Flux substitutes the facts of a Cluster, with the values of this program. Facts
 * that only objects of Pulumi hold are not in it.
 */
export function deployFacts(roots: readonly CheckedManifests[], registrar: Registrar): void {
  for (const { root, set } of roots) {
    const names = set
      .all({ layer: 'written' })
      .filter(({ owner }) => owner === 'flux')
      .flatMap(({ side }) => [...side.values()])
      .flatMap(({ facts }) => facts.map(({ name }) => name));
    const given = [...new Set(names)].filter((name) => registrar.values.has(name)).sort();
    if (given.length === 0 || !Cluster.isCluster(root)) continue;
    refuseTwoHands(root, given);
    const inputs = {
      ...FACTS_OBJECT,
      data: Object.fromEntries(given.map((name) => [name, registrar.values.get(name)])),
    };
    const id = { group: '', version: 'v1', kind: 'ConfigMap', namespace: FLUX_NAMESPACE, name: FACTS_CONFIG_MAP };
    registrar.registerBeside(`${root.node.path}/${FACTS_CONFIG_MAP}`, root.node.path, id, inputs);
  }
}

/** One ConfigMap has one owner, so either the Cluster gives all values, or this program does. */
function refuseTwoHands(cluster: Cluster & IConstruct, given: readonly string[]): void {
  const literal = Object.keys(cluster.facts);
  const unnamed = given.filter((name) => !cluster.externalFacts.includes(name));
  if (literal.length === 0 && unnamed.length === 0) return;
  throw new MeshError({
    code: 'TM7008',
    where: cluster.node.path,
    field: 'facts',
    what: `Flux writes ${literal.join(', ')} to ConfigMap "${FACTS_CONFIG_MAP}", and Pulumi ${given.join(', ')}`,
    remedy: 'Name every fact in `externalFacts` of the Cluster, and give all values to deploy.',
  });
}
