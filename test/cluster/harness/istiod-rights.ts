import { listOf, mapAt, textOf, type ManifestSet } from '../../../lib/manifest/index.js';
import type { JsonObject } from '../../../lib/model/index.js';

const GROUP = 'certificates.k8s.io';

/** What the chart gives istiod: the requests themselves, and approval for the signers named in its values. */
export function istiodRights(set: ManifestSet): readonly JsonObject[] {
  const release = set.get('helm.toolkit.fluxcd.io', 'HelmRelease', 'flux-system', 'istiod');
  const signers = listOf(mapAt(release?.object['spec'], 'values', 'global')['certSigners']);
  const requests = 'certificatesigningrequests';
  return [
    {
      apiGroups: [GROUP],
      resources: [requests, `${requests}/approval`, `${requests}/status`],
      verbs: ['create', 'delete', 'get', 'update', 'watch'],
    },
    approvalOf(signers.flatMap((one) => textOf(one) ?? [])),
  ];
}

/** The right to approve requests to some signers. */
export function approvalOf(resourceNames: readonly string[]): JsonObject {
  return { apiGroups: [GROUP], resources: ['signers'], resourceNames, verbs: ['approve'] };
}
