import type { JsonObject, JsonValue, KubeObject } from '../../model/index.js';
import type { ManifestEntry } from '../entry.js';
import { listOf, mapAt, textOf } from '../fields.js';
import { formatObject } from '../format-object.js';

/** A place in an object that names a Secret. */
export interface SecretReference {
  /** Namespace of the Secret. */
  readonly namespace: string;
  /** Name of the Secret. */
  readonly name: string;
  /** Keys that are read. */
  readonly keys: readonly string[];
  /** What the referrer uses it for. */
  readonly purpose: string;
}

type Found = Omit<SecretReference, 'purpose'>;
type Reader = (object: KubeObject, namespace: string) => readonly Found[];

/** Kinds whose pods stand below the given path of `spec`. */
const POD_PATHS: Readonly<Record<string, readonly string[]>> = {
  '/Pod': ['spec'],
  '/PodTemplate': ['template', 'spec'],
  '/ReplicationController': ['spec', 'template', 'spec'],
  'apps/DaemonSet': ['spec', 'template', 'spec'],
  'apps/Deployment': ['spec', 'template', 'spec'],
  'apps/ReplicaSet': ['spec', 'template', 'spec'],
  'apps/StatefulSet': ['spec', 'template', 'spec'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  'batch/Job': ['spec', 'template', 'spec'],
};

/** Fields of `spec` that hold `{ name }` of a Secret in the object's namespace. */
const NAMED: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'flagger.app/AlertProvider': [['secretRef']],
  'flagger.app/MetricTemplate': [['provider', 'secretRef']],
  'helm.toolkit.fluxcd.io/HelmRelease': [['kubeConfig', 'secretRef']],
  'image.toolkit.fluxcd.io/ImageRepository': [['secretRef'], ['certSecretRef']],
  'image.toolkit.fluxcd.io/ImageUpdateAutomation': [['git', 'commit', 'signingKey', 'secretRef']],
  'kustomize.toolkit.fluxcd.io/Kustomization': [
    ['kubeConfig', 'secretRef'],
    ['decryption', 'secretRef'],
  ],
  'notification.toolkit.fluxcd.io/Provider': [['secretRef'], ['certSecretRef'], ['proxySecretRef']],
  'notification.toolkit.fluxcd.io/Receiver': [['secretRef']],
  'source.toolkit.fluxcd.io/Bucket': [['secretRef'], ['certSecretRef'], ['proxySecretRef']],
  'source.toolkit.fluxcd.io/GitRepository': [['secretRef'], ['proxySecretRef'], ['verify', 'secretRef']],
  'source.toolkit.fluxcd.io/HelmRepository': [['secretRef'], ['certSecretRef']],
  'source.toolkit.fluxcd.io/OCIRepository': [
    ['secretRef'],
    ['certSecretRef'],
    ['proxySecretRef'],
    ['verify', 'secretRef'],
  ],
};

/** Places of an object that name a Secret. The Secrets of cluster-scoped issuers are in the namespace of cert-manager. */
export function secretReferences({ object, id }: ManifestEntry): readonly SecretReference[] {
  const type = `${id.group}/${id.kind}`;
  const namespace = id.namespace;
  const podPath = POD_PATHS[type];
  const found: Found[] = podPath === undefined ? [] : [...podSecrets(mapAt(object, ...podPath), namespace)];
  for (const path of NAMED[type] ?? []) found.push(...named(mapAt(object['spec'], ...path), namespace));
  found.push(...(READERS[type]?.(object, namespace) ?? []));
  return found.map((reference) => ({ ...reference, purpose: `used by ${formatObject(id)}` }));
}

const READERS: Readonly<Record<string, Reader>> = {
  '/ServiceAccount': (object, namespace) =>
    listOf(object['imagePullSecrets']).flatMap((item) => named(item, namespace)),
  'cert-manager.io/Issuer': issuerSecrets,
  'cert-manager.io/ClusterIssuer': (object) => issuerSecrets(object, 'cert-manager'),
  'helm.toolkit.fluxcd.io/HelmRelease': (object, namespace) => valueSecrets(object, 'valuesFrom', namespace),
  'kustomize.toolkit.fluxcd.io/Kustomization': (object, namespace) =>
    listOf(mapAt(object, 'spec', 'postBuild')['substituteFrom']).flatMap((item) => fromKind(item, namespace)),
  'networking.istio.io/Gateway': (object, namespace) =>
    listOf(mapAt(object, 'spec')['servers']).flatMap((server) => {
      const name = textOf(mapAt(server, 'tls')['credentialName']);
      return name === undefined ? [] : [{ namespace, name, keys: ['tls.crt', 'tls.key'] }];
    }),
  'gateway.networking.k8s.io/Gateway': (object, namespace) =>
    listOf(mapAt(object, 'spec')['listeners']).flatMap((listener) =>
      listOf(mapAt(listener, 'tls')['certificateRefs']).flatMap((item) => certificateRef(item, namespace)),
    ),
  'networking.k8s.io/Ingress': (object, namespace) =>
    listOf(mapAt(object, 'spec')['tls']).flatMap((item) => {
      const name = textOf(mapAt(item)['secretName']);
      return name === undefined ? [] : [{ namespace, name, keys: ['tls.crt', 'tls.key'] }];
    }),
};

function issuerSecrets(object: KubeObject, namespace: string): readonly Found[] {
  const spec = mapAt(object, 'spec');
  const ca = textOf(mapAt(spec, 'ca')['secretName']);
  const authority = ca === undefined ? [] : [{ namespace, name: ca, keys: ['tls.crt', 'tls.key'] }];
  const vault = mapAt(spec, 'vault', 'auth');
  const references = [mapAt(vault, 'tokenSecretRef'), mapAt(vault, 'appRole', 'secretRef')];
  return [...authority, ...references.flatMap((reference) => keyed(reference, namespace))];
}

function valueSecrets(object: KubeObject, field: string, namespace: string): readonly Found[] {
  return listOf(mapAt(object, 'spec')[field]).flatMap((item) => fromKind(item, namespace));
}

function fromKind(item: JsonValue | undefined, namespace: string): readonly Found[] {
  const reference = mapAt(item);
  if (reference['kind'] !== 'Secret' || reference['optional'] === true) return [];
  const key = textOf(reference['valuesKey']);
  return named(reference, namespace).map((found) => (key === undefined ? found : { ...found, keys: [key] }));
}

function certificateRef(item: JsonValue | undefined, namespace: string): readonly Found[] {
  const reference = mapAt(item);
  if ((reference['kind'] ?? 'Secret') !== 'Secret') return [];
  const found = named(reference, textOf(reference['namespace']) ?? namespace);
  return found.map((secret) => ({ ...secret, keys: ['tls.crt', 'tls.key'] }));
}

function podSecrets(pod: JsonObject, namespace: string): readonly Found[] {
  const containers = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((key) => listOf(pod[key]));
  const pulls = listOf(pod['imagePullSecrets']).flatMap((item) => named(item, namespace));
  const volumes = listOf(pod['volumes']).flatMap((volume) => volumeSecrets(mapAt(volume), namespace));
  return [...containers.flatMap((item) => containerSecrets(mapAt(item), namespace)), ...volumes, ...pulls];
}

function containerSecrets(container: JsonObject, namespace: string): readonly Found[] {
  const single = listOf(container['env']).flatMap((item) => keyed(mapAt(item, 'valueFrom', 'secretKeyRef'), namespace));
  const whole = listOf(container['envFrom']).flatMap((item) => optionalNamed(mapAt(item, 'secretRef'), namespace));
  return [...single, ...whole];
}

function volumeSecrets(volume: JsonObject, namespace: string): readonly Found[] {
  const secret = mapAt(volume, 'secret');
  const name = textOf(secret['secretName']);
  const keys = itemKeys(secret);
  const own = name === undefined || secret['optional'] === true ? [] : [{ namespace, name, keys }];
  const projected = listOf(mapAt(volume, 'projected')['sources']).flatMap((source) => {
    const part = mapAt(source, 'secret');
    return optionalNamed(part, namespace).map((found) => ({ ...found, keys: itemKeys(part) }));
  });
  return [...own, ...projected];
}

function itemKeys(secret: JsonObject): readonly string[] {
  return listOf(secret['items']).flatMap((item) => textOf(mapAt(item)['key']) ?? []);
}

function keyed(reference: JsonObject, namespace: string): readonly Found[] {
  const key = textOf(reference['key']);
  return optionalNamed(reference, namespace).map((found) => (key === undefined ? found : { ...found, keys: [key] }));
}

function optionalNamed(reference: JsonObject, namespace: string): readonly Found[] {
  return reference['optional'] === true ? [] : named(reference, namespace);
}

function named(reference: JsonValue | undefined, namespace: string): readonly Found[] {
  const name = textOf(mapAt(reference)['name']);
  return name === undefined ? [] : [{ namespace, name, keys: [] }];
}
