import { ManifestSet, parseManifests } from '../../lib/manifest/index.js';
import { access, type Access } from '../../lib/access/index.js';

/** A set from YAML. */
export function setOf(...yaml: readonly string[]): ManifestSet {
  return new ManifestSet({ name: 'test', entries: parseManifests(yaml.join('\n---\n'), 'test.yaml') });
}

/** Answers about a set from YAML. */
export function accessTo(...yaml: readonly string[]): Access {
  return access(setOf(...yaml));
}

/** A namespace in the mesh. */
export function namespace(name: string, labels = '{istio-injection: enabled}'): string {
  return `{apiVersion: v1, kind: Namespace, metadata: {name: ${name}, labels: ${labels}}}`;
}

/** A workload with a Service in front of it. */
export function workload(
  name: string,
  space: string,
  {
    port = 8080,
    protocol = 'http',
    annotations = '{}',
  }: { port?: number; protocol?: string; annotations?: string } = {},
): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${space}}
spec:
  template:
    metadata: {labels: {app: ${name}}, annotations: ${annotations}}
    spec: {serviceAccountName: ${name}, containers: [{name: main, ports: [{containerPort: ${String(port)}}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${space}}
spec: {selector: {app: ${name}}, ports: [{name: ${protocol}, port: 80, targetPort: ${String(port)}}]}`;
}

/** Any object of Istio or Kubernetes. */
export function object(apiVersion: string, kind: string, name: string, space: string, spec: string): string {
  return `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: ${name}, namespace: ${space}}, spec: ${spec}}`;
}

/** An AuthorizationPolicy. */
export function policy(name: string, space: string, spec: string): string {
  return object('security.istio.io/v1', 'AuthorizationPolicy', name, space, spec);
}

/** The mesh config. */
export function meshConfig(text: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata: {mesh: ${JSON.stringify(text)}}`;
}
