import type { Schema } from '../../../imports/schemas.js';

/** What a walk over a value looks for, so that it can leave out what has none of it. */
export type Topic = 'rules' | 'restrictions';

const known: Readonly<Record<Topic, WeakMap<Schema, boolean>>> = { rules: new WeakMap(), restrictions: new WeakMap() };

/** Whether a schema or one below it has something to say on a topic. */
export function mentions(schema: Schema, topic: Topic): boolean {
  const before = known[topic].get(schema);
  if (before !== undefined) return before;
  const found = speaks(schema, topic) || below(schema).some((one) => mentions(one, topic));
  known[topic].set(schema, found);
  return found;
}

function speaks(schema: Schema, topic: Topic): boolean {
  if (topic === 'rules') return schema['x-kubernetes-validations'] !== undefined;
  const kind = schema['x-kubernetes-list-type'];
  return kind === 'map' || kind === 'set' || schema['x-kubernetes-embedded-resource'] === true;
}

function below({ properties = {}, items, additionalProperties, allOf = [] }: Schema): readonly Schema[] {
  const extra = typeof additionalProperties === 'object' ? [additionalProperties] : [];
  return [...Object.values(properties), ...(items ? [items] : []), ...extra, ...allOf];
}
