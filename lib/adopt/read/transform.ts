import { isMap, listOf, mapAt, textOf } from '../../manifest/index.js';
import { kindInfo } from '../../imports/schemas.js';
import { objectId, type JsonObject, type JsonValue, type KubeObject } from '../../model/index.js';
import type { FoundObject } from '../found.js';
import { scalarText } from './scalar.js';

/** Objects with another object in the place of each. */
function each(objects: readonly FoundObject[], change: (object: KubeObject) => KubeObject): readonly FoundObject[] {
  return objects.map((found) => {
    const object = change(found.object);
    return object === found.object ? found : { ...found, object, id: objectId(object) };
  });
}

/** Objects in a namespace; those of the cluster stay as they are. */
export function inNamespace(objects: readonly FoundObject[], namespace: string): readonly FoundObject[] {
  return each(objects, (object) =>
    kindInfo(object.apiVersion, object.kind)?.scope === 'Cluster' || object.kind === 'Namespace'
      ? object
      : { ...object, metadata: { ...object.metadata, namespace } },
  );
}

/** Objects with labels or annotations added to those they have. */
export function withMetadata(
  objects: readonly FoundObject[],
  field: 'labels' | 'annotations',
  added: Readonly<Record<string, string>>,
): readonly FoundObject[] {
  if (Object.keys(added).length === 0) return objects;
  return each(objects, (object) => ({
    ...object,
    metadata: { ...object.metadata, [field]: { ...object.metadata[field], ...added } },
  }));
}

/** Objects with labels in selectors and pods as well. */
export function withSelectors(
  objects: readonly FoundObject[],
  labels: Readonly<Record<string, string>>,
): readonly FoundObject[] {
  if (Object.keys(labels).length === 0) return objects;
  return each(withMetadata(objects, 'labels', labels), (object) => {
    const spec = mapAt(object, 'spec');
    const template = mapAt(spec, 'template');
    const selector = mapAt(spec, 'selector');
    if (object.kind === 'Service') return { ...object, spec: { ...spec, selector: { ...selector, ...labels } } };
    if (Object.keys(template).length === 0 || Object.keys(selector).length === 0) return object;
    return {
      ...object,
      spec: {
        ...spec,
        selector: { ...selector, matchLabels: { ...mapAt(selector, 'matchLabels'), ...labels } },
        template: {
          ...template,
          metadata: {
            ...mapAt(template, 'metadata'),
            labels: { ...mapAt(template, 'metadata', 'labels'), ...labels },
          },
        },
      },
    };
  });
}

/** Objects with images of a kustomization, each by its name without tag. */
export function withImages(objects: readonly FoundObject[], images: readonly JsonObject[]): readonly FoundObject[] {
  if (images.length === 0) return objects;
  return each(objects, (object) =>
    mapValues(object, (key, value) => (key === 'image' ? imageOf(value, images) : value)),
  );
}

/** Objects with a number of replicas, each by its name. */
export function withReplicas(objects: readonly FoundObject[], replicas: readonly JsonObject[]): readonly FoundObject[] {
  return each(objects, (object) => {
    const found = replicas.find(({ name }) => name === object.metadata.name);
    const count = found?.['count'];
    if (typeof count !== 'number' || !['Deployment', 'StatefulSet', 'ReplicaSet'].includes(object.kind)) return object;
    return { ...object, spec: { ...mapAt(object, 'spec'), replicas: count } };
  });
}

/** An object whose values below the first level were each replaced. */
export function mapValues(object: KubeObject, change: (key: string, value: JsonValue) => JsonValue): KubeObject {
  const visit = (key: string, value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return listOf(value).map((item) => visit(key, item));
    if (!isMap(value)) return change(key, value);
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, visit(name, child ?? null)]));
  };
  const { metadata } = object;
  return {
    ...Object.fromEntries(Object.entries(object).map(([key, value]) => [key, visit(key, value ?? null)])),
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { ...metadata, ...mapAt(visit('metadata', metadata)) },
  };
}

function imageOf(value: JsonValue, images: readonly JsonObject[]): JsonValue {
  if (typeof value !== 'string') return value;
  const [, name = '', tag = ''] = /^(.*?)((?:@sha256:[0-9a-f]+)|(?::[^:/@]+))?$/.exec(value) ?? [];
  const found = images.find((image) => image['name'] === name);
  if (found === undefined) return value;
  const [newTag, digest] = [found['newTag'], textOf(found['digest'])];
  const version = digest === undefined ? (newTag === undefined ? tag : `:${scalarText(newTag)}`) : `@${digest}`;
  return `${textOf(found['newName']) ?? name}${version}`;
}
