import { documentText } from '../manifest/index.js';
import { FLUX_SYNC } from './options.js';

const ARGUMENTS = '/spec/template/spec/containers/0/args/-';
const NO_CROSS_NAMESPACE = [
  'kustomize-controller',
  'helm-controller',
  'notification-controller',
  'image-reflector-controller',
  'image-automation-controller',
  'source-watcher',
];

/**
 * The kustomization of Flux itself, with the lockdown for many tenants.
 *
 * Every patch is a JSON patch with a target: it then builds before the Flux CLI has filled its files, too.
 *
 * @param resources - files with Flux itself and with what it reads
 * @see https://fluxcd.io/flux/installation/configuration/multitenancy/
 */
export function lockdownKustomization(resources: readonly string[]): string {
  return documentText({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources,
    patches: [
      argument(NO_CROSS_NAMESPACE, '--no-cross-namespace-refs=true'),
      argument(['kustomize-controller'], '--no-remote-bases=true'),
      argument(['kustomize-controller', 'helm-controller'], '--default-service-account=default'),
      {
        patch: patchText('/spec/serviceAccountName', 'kustomize-controller'),
        target: { kind: 'Kustomization', name: FLUX_SYNC },
      },
    ],
  });
}

function argument(deployments: readonly string[], value: string): object {
  const [only, ...others] = deployments;
  const name = others.length === 0 ? only : `(${deployments.join('|')})`;
  return { patch: patchText(ARGUMENTS, value), target: { kind: 'Deployment', name } };
}

function patchText(path: string, value: string): string {
  return documentText([{ op: 'add', path, value }]);
}
