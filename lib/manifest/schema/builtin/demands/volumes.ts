import {
  at,
  both,
  each,
  has,
  is,
  lacks,
  need,
  needEntries,
  needOneOf,
  needPart,
  not,
  reportedAt,
  when,
  type Demand,
  type Demands,
} from './demand.js';

const SOURCES = [
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'gitRepo',
  'glusterfs',
  'hostPath',
  'image',
  'iscsi',
  'local',
  'nfs',
  'persistentVolumeClaim',
  'photonPersistentDisk',
  'portworxVolume',
  'projected',
  'quobyte',
  'rbd',
  'scaleIO',
  'secret',
  'storageos',
  'vsphereVolume',
] as const;

const CHAP = when(
  (object) => at(object, 'chapAuthDiscovery') === true || at(object, 'chapAuthSession') === true,
  need('secretRef'),
);

/** A reference to a Secret that may be left out, but not stay without a name. */
function secret(path: string, ...fields: readonly string[]): Demand {
  return when(has(path), need(...fields.map((field) => `${path}.${field}`)));
}

const FIBRE: readonly Demand[] = [
  when(both(lacks('targetWWNs'), lacks('wwids')), need('targetWWNs')),
  when(both(not(lacks('targetWWNs')), not(has('lun'))), need('lun')),
];

/** A claim names a source of a kind that the server knows; any other it drops from this field. */
const KNOWN_SOURCE = both(has('dataSource'), (object) =>
  at(object, 'dataSource.kind') === 'VolumeSnapshot'
    ? at(object, 'dataSource.apiGroup') === 'snapshot.storage.k8s.io'
    : at(object, 'dataSource.kind') === 'PersistentVolumeClaim' && lacks('dataSource.apiGroup')(object),
);

/** Volumes of pods, and persistent ones. */
export const VOLUME_DEMANDS: Demands = {
  'core.ISCSIVolumeSource': [CHAP],
  'core.ISCSIPersistentVolumeSource': [CHAP, secret('secretRef', 'name')],
  'core.FCVolumeSource': FIBRE,
  'core.FlockerVolumeSource': [needOneOf('', 'datasetName', 'datasetUUID')],
  'core.SecretVolumeSource': [need('secretName')],
  'core.ConfigMapVolumeSource': [need('name')],
  'core.SecretProjection': [need('name')],
  'core.ConfigMapProjection': [need('name')],
  // The server names the projected volume in place of the source.
  'core.ProjectedVolumeSource': [
    reportedAt('path', each('sources', when(has('serviceAccountToken'), need('serviceAccountToken.path')))),
  ],
  'core.ClusterTrustBundleProjection': [needPart('', 'name', 'signerName')],
  'core.PodCertificateProjection': [needOneOf('', 'credentialBundlePath', 'keyPath', 'certificateChainPath')],
  'core.DownwardAPIVolumeFile': [
    needOneOf('', 'fieldRef', 'resourceFieldRef'),
    when(has('resourceFieldRef'), need('resourceFieldRef.containerName')),
  ],
  'core.CinderVolumeSource': [secret('secretRef', 'name')],
  'core.CinderPersistentVolumeSource': [secret('secretRef', 'name', 'namespace')],
  'core.StorageOSVolumeSource': [need('volumeName'), secret('secretRef', 'name')],
  'core.StorageOSPersistentVolumeSource': [need('volumeName'), secret('secretRef', 'name', 'namespace')],
  'core.CSIVolumeSource': [secret('nodePublishSecretRef', 'name')],
  'core.CSIPersistentVolumeSource': [
    secret('controllerPublishSecretRef', 'name', 'namespace'),
    secret('nodePublishSecretRef', 'name', 'namespace'),
    secret('controllerExpandSecretRef', 'name', 'namespace'),
    secret('nodeExpandSecretRef', 'name', 'namespace'),
  ],
  'core.EphemeralVolumeSource': [need('volumeClaimTemplate')],
  'core.PersistentVolumeSpec': [
    need('accessModes'),
    needEntries('capacity'),
    needOneOf('', ...SOURCES),
    when(has('local'), need('nodeAffinity')),
  ],
  'core.PersistentVolumeClaimSpec': [
    need('accessModes'),
    reportedAt(
      'resources[storage]',
      when(not(has('resources.requests.storage')), () => ['storage']),
    ),
    when(both(KNOWN_SOURCE, not(has('dataSourceRef')), lacks('dataSource.name')), () => [
      'dataSource.name',
      'dataSourceRef.name',
    ]),
  ],
  'storage.VolumeAttachmentSource': [
    needPart('', 'inlineVolumeSpec', 'persistentVolumeName'),
    when(is('persistentVolumeName', ''), when(has('persistentVolumeName'), need('persistentVolumeName'))),
  ],
};
