import { mapAt, textOf } from '../../manifest/index.js';
import type { Code, KubeObject } from '../../model/index.js';
import { groupVersion } from '../../model/index.js';
import type { FieldChange } from '../publish/fields.js';

/** What a change may cost. */
export interface Hazard {
  readonly code: Code;
  /** What is lost, as a clause without a final period. */
  readonly what: string;
  /** What to do, as one sentence. */
  readonly remedy: string;
  /** Whether the publish is refused until somebody allows it by name. */
  readonly needsLeave: boolean;
}

/** What goes with an object of a kind when it is deleted. */
const LOSSES: Readonly<Record<string, string>> = {
  Namespace: 'everything in it goes with it',
  PersistentVolumeClaim: 'its data goes with it',
  PersistentVolume: 'the claim that it serves loses its data',
  'CustomResourceDefinition.apiextensions.k8s.io': 'every object of its kind goes with it',
  'Canary.flagger.app':
    'the routes and Services that Flagger made go with it, and its Deployment stays scaled to zero unless it reverts on deletion',
  Secret: 'whoever reads it stops at the next restart',
  'Gateway.networking.istio.io': 'its hosts are served no more',
  'Gateway.gateway.networking.k8s.io': 'its address and its hosts go with it',
  'HelmRelease.helm.toolkit.fluxcd.io': 'Helm uninstalls everything it made',
  'IPAddressPool.metallb.io': 'Services lose the addresses that it gave them',
  'L2Advertisement.metallb.io': 'nobody outside finds the addresses that it announces',
  'BGPAdvertisement.metallb.io': 'nobody outside finds the addresses that it announces',
  'BGPPeer.metallb.io': 'its router hears of no address any more',
  'Bundle.trust.cert-manager.io': 'whoever reads the roots that it publishes stops at the next restart',
};

/** Fields that make a controller take the old thing away before it makes the new one. */
const REPLACED: Readonly<Record<string, readonly string[]>> = {
  'HelmRelease.helm.toolkit.fluxcd.io': ['spec.releaseName', 'spec.targetNamespace', 'spec.storageNamespace'],
  'Canary.flagger.app': ['spec.targetRef', 'spec.service.name'],
};

/** Fields by which a CA becomes another one. */
const CA_FIELDS: Readonly<Record<string, readonly string[]>> = {
  'Certificate.cert-manager.io': [
    'spec.commonName',
    'spec.isCA',
    'spec.issuerRef',
    'spec.privateKey',
    'spec.secretName',
    'spec.subject',
  ],
  'Issuer.cert-manager.io': ['spec.ca'],
  'ClusterIssuer.cert-manager.io': ['spec.ca'],
};

/** Fields that cannot be changed on a living object. */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  'Deployment.apps': ['spec.selector'],
  'DaemonSet.apps': ['spec.selector'],
  'StatefulSet.apps': ['spec.selector', 'spec.serviceName', 'spec.podManagementPolicy', 'spec.volumeClaimTemplates'],
  'Job.batch': ['spec.selector', 'spec.template', 'spec.completionMode'],
  Service: ['spec.clusterIP', 'spec.clusterIPs', 'spec.loadBalancerClass'],
  PersistentVolumeClaim: [
    'spec.storageClassName',
    'spec.accessModes',
    'spec.volumeMode',
    'spec.volumeName',
    'spec.selector',
  ],
  'StorageClass.storage.k8s.io': ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'],
  'RoleBinding.rbac.authorization.k8s.io': ['roleRef'],
  'ClusterRoleBinding.rbac.authorization.k8s.io': ['roleRef'],
  'CustomResourceDefinition.apiextensions.k8s.io': ['spec.group', 'spec.scope', 'spec.names'],
  'PriorityClass.scheduling.k8s.io': ['value', 'preemptionPolicy'],
  'IngressClass.networking.k8s.io': ['spec.controller'],
  'CSIDriver.storage.k8s.io': ['spec.attachRequired', 'spec.volumeLifecycleModes'],
  Secret: ['type'],
};

/** Fields on which the address of a gateway depends. */
const ADDRESS: Readonly<Record<string, readonly string[]>> = {
  Service: ['spec.type', 'spec.loadBalancerIP', 'spec.externalTrafficPolicy', 'metadata.annotations'],
  'HelmRelease.helm.toolkit.fluxcd.io': ['spec.values.service', 'spec.releaseName', 'spec.targetNamespace'],
  'IPAddressPool.metallb.io': ['spec.addresses', 'spec.serviceAllocation', 'spec.autoAssign'],
  'Gateway.gateway.networking.k8s.io': ['spec.addresses', 'spec.gatewayClassName', 'spec.infrastructure'],
};

/** Annotation by which Flux leaves an object alone when it goes from the tree. */
export const PRUNE = 'kustomize.toolkit.fluxcd.io/prune';

/** Kind and group in one word. */
export function kindOf({ apiVersion, kind }: KubeObject): string {
  const { group } = groupVersion(apiVersion);
  return group === '' ? kind : `${kind}.${group}`;
}

/** Whether Flux leaves an object alone when it goes from the tree. */
export function staysInCluster(object: KubeObject): boolean {
  return object.metadata.annotations?.[PRUNE] === 'disabled';
}

/** What is lost when an object is deleted; undefined where nothing worth a warning is. */
export function lossOf(object: KubeObject): string | undefined {
  const kind = kindOf(object);
  if (kind === 'Kustomization.kustomize.toolkit.fluxcd.io') return lossOfKustomization(object);
  if (kind === 'Service') return isBalanced(object) ? 'its address goes with it' : undefined;
  if (kind === 'Certificate.cert-manager.io') {
    return mapAt(object, 'spec')['isCA'] === true ? 'it is a CA: nothing it signed can be renewed' : undefined;
  }
  if (kind === 'Issuer.cert-manager.io' || kind === 'ClusterIssuer.cert-manager.io') {
    return Object.keys(mapAt(object, 'spec', 'ca')).length > 0
      ? 'it is a CA: nothing it signed can be renewed'
      : undefined;
  }
  return LOSSES[kind];
}

/** What a Kustomization applied from this tree, a root too, is planned object by object; that of another source is not. */
function lossOfKustomization(object: KubeObject): string | undefined {
  const { path, prune, deletionPolicy = 'MirrorPrune' } = mapAt(object, 'spec');
  const isOfTree = /^(?:\.\/)?(?:manifests|clusters\/[^/]+\/roots)\//.test(textOf(path) ?? '');
  const isPruned = deletionPolicy === 'MirrorPrune' ? prune === true : deletionPolicy !== 'Orphan';
  return isOfTree || !isPruned ? undefined : 'everything that it applied from its source goes with it';
}

/** What deleting an object costs. */
export function deletionHazards(object: KubeObject): readonly Hazard[] {
  const loss = lossOf(object);
  if (loss === undefined) return [];
  return [
    {
      code: 'TM5201',
      what: `it is deleted: ${loss}`,
      remedy: 'Allow it by name with --allow-delete, or keep the object in the program.',
      needsLeave: true,
    },
  ];
}

/** What moving an object from one Kustomization to another costs. */
export function moveHazards(object: KubeObject): readonly Hazard[] {
  if (staysInCluster(object)) return [];
  const loss = lossOf(object);
  return [
    {
      code: 'TM5203',
      what: `at once, Flux may delete it where it was${loss === undefined ? '' : `: ${loss}`}`,
      remedy: `The next publish only puts ${PRUNE}: disabled on it where it is; once Flux has applied that, publish with --finish-moves.`,
      needsLeave: false,
    },
  ];
}

/** What changing some fields of an object costs. */
export function changeHazards(before: KubeObject, changes: readonly FieldChange[]): readonly Hazard[] {
  const kind = kindOf(before);
  const found = [
    [immutable, [...touched(changes, IMMUTABLE[kind] ?? []), ...frozen(before, changes), ...shrunk(before, changes)]],
    [replacement, touched(changes, REPLACED[kind] ?? [])],
    [otherCa, lossOf(before) === undefined ? [] : touched(changes, CA_FIELDS[kind] ?? [])],
    [addressChange, kind === 'Service' && !isBalanced(before) ? [] : touched(changes, ADDRESS[kind] ?? [])],
  ] as const;
  return found.flatMap(([hazard, fields]) => (fields.length === 0 ? [] : [hazard(fields)]));
}

/** Values of a ConfigMap or Secret that is marked as immutable. */
function frozen(before: KubeObject, changes: readonly FieldChange[]): readonly string[] {
  return before['immutable'] === true ? touched(changes, ['data', 'binaryData', 'stringData', 'immutable']) : [];
}

/** A claim grows where its class allows that, and never shrinks. */
function shrunk(before: KubeObject, changes: readonly FieldChange[]): readonly string[] {
  if (kindOf(before) !== 'PersistentVolumeClaim') return [];
  return changes
    .filter(({ field, before: one, after: other }) => {
      const [was, is] = [bytesOf(one), bytesOf(other)];
      return field === 'spec.resources.requests.storage' && was !== undefined && is !== undefined && is < was;
    })
    .map(({ field }) => field);
}

function bytesOf(value: unknown): number | undefined {
  const found = /^(\d+(?:\.\d+)?)([KMGTPE]i?|k)?$/.exec(String(value));
  if (found === null) return undefined;
  const [, number = '', unit = ''] = found;
  const power = 'KMGTPE'.indexOf(unit.slice(0, 1).toUpperCase()) + 1;
  return Number(number) * (unit === '' ? 1 : (unit.endsWith('i') ? 1024 : 1000) ** power);
}

function touched(changes: readonly FieldChange[], fields: readonly string[]): readonly string[] {
  const below = (field: string, above: string): boolean =>
    field === above || field.startsWith(`${above}.`) || field.startsWith(`${above}[`);
  return changes
    .map(({ field }) => field)
    .filter((field) => fields.some((above) => below(field, above) || below(above, field)));
}

function isBalanced(object: KubeObject): boolean {
  return mapAt(object, 'spec')['type'] === 'LoadBalancer';
}

function immutable(fields: readonly string[]): Hazard {
  return {
    code: 'TM5202',
    what: `${fields.join(', ')} cannot be changed on a living object, and Flux stops at the refusal`,
    remedy: 'Give the object another name, or delete it by hand once Flux is suspended.',
    needsLeave: false,
  };
}

function addressChange(fields: readonly string[]): Hazard {
  return {
    code: 'TM5204',
    what: `${fields.join(', ')} may give a gateway another address`,
    remedy: 'Have the new address in DNS before this is merged.',
    needsLeave: false,
  };
}

function replacement(fields: readonly string[]): Hazard {
  return {
    code: 'TM5201',
    what: `with another ${fields.join(', ')} what it made is taken away before the new is there`,
    remedy: 'Allow it by name with --allow-delete, or leave these fields as they are.',
    needsLeave: true,
  };
}

function otherCa(fields: readonly string[]): Hazard {
  return {
    code: 'TM5207',
    what: `with another ${fields.join(', ')} the CA becomes another one, and peers refuse what the old one signed or the new one signs`,
    remedy: 'Publish the new root beside the old one first, and change the CA once everybody trusts both.',
    needsLeave: false,
  };
}
