import { kindInfo } from '../../../lib/imports/schemas.js';
import type { KubeObject } from '../../../lib/model/index.js';

/** Path of the API that holds objects of this kind, in the object's namespace if it has one. */
export function resourcePath(object: KubeObject): string {
  const { apiVersion, kind, metadata } = object;
  const info = kindInfo(apiVersion, kind);
  if (info === undefined) throw new Error(`No kind ${apiVersion} ${kind} is known; add its definition to lib/imports.`);
  const root = info.group === '' ? `/api/${info.version}` : `/apis/${info.group}/${info.version}`;
  if (info.scope === 'Cluster') return `${root}/${info.plural}`;
  return `${root}/namespaces/${metadata.namespace ?? 'default'}/${info.plural}`;
}
