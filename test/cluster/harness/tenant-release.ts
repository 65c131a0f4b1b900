import { mapAt, textOf } from '../../../lib/manifest/index.js';
import type { KubeObject } from '../../../lib/model/index.js';
import { serviceAccount } from './accounts.js';
import type { Answer, Asker, Client } from './client.js';

/** A release of a tenant, which names the account that installs it, or none. */
export function tenantRelease(serviceAccountName?: string): KubeObject {
  return {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'chart', namespace: 'tenant-a' },
    spec: {
      interval: '1h',
      chartRef: { kind: 'OCIRepository', name: 'chart' },
      ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
    },
  };
}

/**
 * Stands in for helm-controller, which no registry serves: asks the server for an object of a chart as the account that
 * the release names, and as helm-controller itself where it names none. Nothing is stored.
 */
export function installThrough(client: Client, release: KubeObject, object: KubeObject): Promise<Answer> {
  return client.apply(object, { as: installer(release), dryRun: true });
}

function installer({ metadata, spec }: KubeObject): Asker {
  const account = textOf(mapAt(spec)['serviceAccountName']);
  if (account === undefined) return serviceAccount('flux-system', 'helm-controller');
  return serviceAccount(metadata.namespace ?? '', account);
}
