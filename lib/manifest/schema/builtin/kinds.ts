import type { KindInfo } from '../../../imports/schemas.js';
import type { JsonObject } from '../../../model/index.js';
import type { NameRule } from '../metadata/names.js';
import type { MetadataRules } from '../metadata/rules.js';
import { at } from './demands/index.js';

/** Kinds whose names follow another rule than that of a DNS subdomain. */
const NAMES: Readonly<Record<string, NameRule>> = {
  APIService: 'path-segment',
  CertificateSigningRequest: 'path-segment',
  ClusterRole: 'path-segment',
  ClusterRoleBinding: 'path-segment',
  CronJob: 'short-subdomain',
  Event: 'path-segment',
  IPAddress: 'address',
  Namespace: 'label',
  PodDisruptionBudget: 'path-segment',
  Role: 'path-segment',
  RoleBinding: 'path-segment',
  Service: 'label-1035',
  StatefulSet: 'label',
};

/** Kinds whose prefixes of names follow another rule than the names. */
const PREFIXES: Readonly<Record<string, NameRule>> = { CronJob: 'subdomain', ReplicationController: 'any' };

/** Kinds that are named after fields of theirs, joined by dots. */
const NAMED_AFTER: Readonly<Record<string, readonly string[]>> = {
  APIService: ['spec.version', 'spec.group'],
  CustomResourceDefinition: ['spec.names.plural', 'spec.group'],
};

/** Kinds whose finalizers may have no domain and yet be none of Kubernetes. */
const ANY_FINALIZER: ReadonlySet<string> = new Set([
  'APIService',
  'CustomResourceDefinition',
  'Event',
  'Lease',
  'MutatingWebhookConfiguration',
  'PodDisruptionBudget',
  'RuntimeClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
]);

/** Kinds whose generation the API server does not start anew. */
const KEEPS_GENERATION: ReadonlySet<string> = new Set([
  'APIService',
  'CSIDriver',
  'CSINode',
  'CSIStorageCapacity',
  'CertificateSigningRequest',
  'ClusterRole',
  'ClusterRoleBinding',
  'ConfigMap',
  'ControllerRevision',
  'Endpoints',
  'Event',
  'HorizontalPodAutoscaler',
  'IPAddress',
  'Lease',
  'LimitRange',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'ResourceQuota',
  'Role',
  'RoleBinding',
  'RuntimeClass',
  'Secret',
  'Service',
  'ServiceAccount',
  'ServiceCIDR',
  'StorageClass',
  'VolumeAttachment',
  'VolumeAttributesClass',
]);

/** What a built-in kind demands of metadata, in every version of it. */
export function metadataRules({ kind, scope }: KindInfo, object: JsonObject): MetadataRules {
  const name = NAMES[kind] ?? 'subdomain';
  const parts = NAMED_AFTER[kind]
    ?.map((path) => at(object, path))
    .map((part) => (typeof part === 'string' ? part : ''));
  return {
    name,
    namespaced: scope === 'Namespaced',
    prefix: PREFIXES[kind] ?? name,
    ...(parts === undefined ? {} : { only: parts.join('.') }),
    // The API server makes up the name of a LimitRange.
    nameless: kind === 'LimitRange',
    strictFinalizers: !ANY_FINALIZER.has(kind),
    keepsGeneration: KEEPS_GENERATION.has(kind),
  };
}
