import { Testing, type Chart } from 'cdk8s';
import { checkSchema } from '../../../lib/manifest/schema/index.js';
import { type JsonObject, type KubeObject } from '../../../lib/model/index.js';

/** Objects of a chart. */
export function objectsOf(chart: Chart): readonly KubeObject[] {
  return Testing.synth(chart) as readonly KubeObject[];
}

/** The one object of a kind and name. */
export function find(chart: Chart, kind: string, name: string): KubeObject {
  const found = objectsOf(chart).filter((object) => object.kind === kind && object.metadata.name === name);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} objects are ${kind}/${name}`);
  return found[0];
}

/** Spec of the one object of a kind and name. */
export function specOf(chart: Chart, kind: string, name: string): JsonObject {
  return find(chart, kind, name)['spec'] as JsonObject;
}

/** Names of the objects of a kind, sorted. */
export function names(chart: Chart, kind: string): readonly string[] {
  return objectsOf(chart)
    .filter((object) => object.kind === kind)
    .map((object) => object.metadata.name ?? '')
    .sort();
}

/** What the API server would refuse in the objects of a chart. */
export function schemaFaults(chart: Chart): readonly string[] {
  return objectsOf(chart).flatMap((object) =>
    checkSchema(object).map(
      ({ field, message }) => `${object.kind}/${object.metadata.name ?? ''} ${field}: ${message}`,
    ),
  );
}

/** What validations of the tree say. */
export function validate(chart: Chart): readonly string[] {
  return chart.node.findAll().flatMap((construct) => construct.node.validate());
}

/** Addresses of a cluster in tests. */
export const ADDRESSES = { apiServer: ['192.0.2.0/29'] } as const;

export { refusal } from '../../refusal.js';
