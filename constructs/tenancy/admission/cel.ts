import type { Variable } from '../../../lib/imports/kubernetes/index.js';

/** A string as CEL literal. Its escapes are those of JSON. */
export function text(value: string): string {
  return JSON.stringify(value);
}

/** A list of strings as CEL literal. */
export function list(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]`;
}

/** A comma separated annotation of the namespace as CEL list. */
export function namespaceList(key: string): string {
  return `namespaceObject.metadata.?annotations[?${text(key)}].orValue("").split(",")`;
}

/** An annotation of the namespace; empty when it is not there. */
export function namespaceAnnotation(key: string): string {
  return `namespaceObject.metadata.?annotations[?${text(key)}].orValue("")`;
}

/** A label of the namespace, or `otherwise`. */
export function namespaceLabel(key: string, otherwise: string): string {
  return `namespaceObject.metadata.?labels[?${text(key)}].orValue(${text(otherwise)})`;
}

/** Variable that {@link ownService} needs: what may follow the name of a Service of this namespace. */
export function ownServiceEndings(clusterDomain: string): Variable {
  const endings = [
    '""',
    ...['', '.svc', `.svc.${clusterDomain}`].map((end) => `"." + request.namespace + ${text(end)}`),
  ];
  return { name: 'endings', expression: `[${endings.join(', ')}]` };
}

/** CEL condition: the host is a Service of this namespace, in any of its forms. */
export function ownService(host: string): string {
  return `(!${host}.contains("*") && variables.endings.exists(e, ${host} == ${host}.split(".")[0] + e))`;
}

/** CEL condition: an optional namespace is that of the request. */
export function ownNamespace(path: string): string {
  return `${path}.orValue(request.namespace) == request.namespace`;
}

/** CEL condition that only concerns some kinds. */
export function onlyFor(kinds: readonly string[], condition: string): string {
  return `!(object.kind in ${list(kinds)}) || (${condition})`;
}
