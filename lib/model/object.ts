import type { JsonObject, JsonValue } from './json.js';

/** Metadata of a Kubernetes object as it is written. */
export interface KubeMetadata {
  /**
   * Name of the object.
   * @default - the object has a `generateName`
   */
  readonly name?: string;
  /**
   * Beginning of a name that the API server completes.
   * @default - the object has a `name`
   */
  readonly generateName?: string;
  /**
   * Namespace of the object.
   * @default - the object is cluster-scoped
   */
  readonly namespace?: string;
  /**
   * Labels, by which others select the object.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Annotations, which nothing selects by.
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [key: string]: JsonValue | undefined;
}

/** A Kubernetes object as plain data. */
export interface KubeObject extends JsonObject {
  /** Group and version, such as `apps/v1`; the version alone for the core group. */
  readonly apiVersion: string;
  /** Kind, such as `Deployment`. */
  readonly kind: string;
  /** Name, namespace, labels and annotations. */
  readonly metadata: KubeMetadata & JsonObject;
}

/** Identity of an object in a cluster. */
export interface ObjectId {
  /** API group; empty for the core group. */
  readonly group: string;
  /** API version, such as `v1`. */
  readonly version: string;
  /** Kind, such as `Service`. */
  readonly kind: string;
  /** Namespace; empty for cluster-scoped objects. */
  readonly namespace: string;
  /** Name of the object. */
  readonly name: string;
}

/** Splits an apiVersion into group and version. */
export function groupVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** Identity of an object. */
export function objectId(object: KubeObject): ObjectId {
  const { metadata } = object;
  return {
    ...groupVersion(object.apiVersion),
    kind: object.kind,
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? metadata.generateName ?? '',
  };
}

/** Key of an identity without its version: two objects with one key are the same object to a cluster. */
export function identityKey(id: Omit<ObjectId, 'version'>): string {
  return `${id.kind}.${id.group}/${id.namespace}/${id.name}`;
}
