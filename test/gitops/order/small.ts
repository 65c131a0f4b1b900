import { ManifestSet, parseManifests } from '../../../lib/manifest/index.js';

/** A set of a few manifests: units by name, each with its dependencies and its objects. */
export function small(
  units: Readonly<Record<string, { readonly after?: string; readonly text: string; readonly timeout?: string }>>,
): ManifestSet {
  const entries = Object.entries(units).flatMap(([unit, { after, text, timeout }]) => {
    const depends = after === undefined ? '' : `  dependsOn:\n    - name: ${after}\n`;
    const step =
      `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${unit}\n  namespace: flux-system\n` +
      `spec:\n${depends}  path: ./manifests/prod/${unit}\n  wait: true\n${timeout === undefined ? '' : `  timeout: ${timeout}\n`}`;
    return [...parseManifests(step, `${unit}.yaml`), ...parseManifests(text, `${unit}/objects.yaml`, unit)];
  });
  return new ManifestSet({ name: 'prod', entries });
}

/** A manifest in words. */
export function manifest(apiVersion: string, kind: string, name: string, namespace = '', spec = ''): string {
  const place = namespace === '' ? '' : `  namespace: ${namespace}\n`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${place}${spec}`;
}

/** A HelmRelease of a chart. */
export function release(chart: string, namespace: string, values = ''): string {
  const spec = `spec:\n  chart:\n    spec:\n      chart: ${chart}\n  targetNamespace: ${namespace}\n${values}`;
  return manifest('helm.toolkit.fluxcd.io/v2', 'HelmRelease', chart, 'flux-system', spec);
}
