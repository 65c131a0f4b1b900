import { onlyFor, ownNamespace } from '../cel.js';
import { resources, type PolicyCheck, type PolicyDefinition } from '../policy.js';

const APPLIERS = ['Kustomization', 'HelmRelease'];

/** Flux acts for a tenant under an account of the tenant's namespace, there alone, and on sources of that namespace. */
export const flux: PolicyDefinition = {
  name: 'flux',
  code: 'TM6009',
  scope: 'tenants',
  rules: [
    resources('kustomize.toolkit.fluxcd.io', ['kustomizations']),
    resources('helm.toolkit.fluxcd.io', ['helmreleases']),
    resources('source.toolkit.fluxcd.io', ['buckets', 'gitrepositories', 'helmrepositories', 'ocirepositories']),
    resources('image.toolkit.fluxcd.io', ['imagepolicies', 'imagerepositories', 'imageupdateautomations']),
    resources('notification.toolkit.fluxcd.io', ['alerts', 'providers', 'receivers']),
  ],
  body: () => ({ checks: [...appliers(), ...SOURCES, ...PROVIDERS] }),
};

function appliers(): readonly PolicyCheck[] {
  return [
    {
      kind: 'holds',
      expression: onlyFor(APPLIERS, 'object.spec.?serviceAccountName.orValue("") != ""'),
      what: 'no serviceAccountName is set, so that Flux would act with rights of its own',
      remedy: 'Write a service account of this namespace.',
    },
    {
      kind: 'holds',
      expression: onlyFor(
        APPLIERS,
        ['targetNamespace', 'storageNamespace'].map((field) => ownNamespace(`object.spec.?${field}`)).join(' && '),
      ),
      what: 'the target is another namespace',
      remedy: 'Leave out targetNamespace and storageNamespace.',
    },
    {
      kind: 'holds',
      expression: onlyFor(APPLIERS, '!has(object.spec.kubeConfig)'),
      what: 'kubeConfig leads to another cluster or account',
      remedy: 'Leave it out.',
    },
    {
      kind: 'holds',
      expression: onlyFor(['Kustomization'], '!has(object.spec.decryption) || has(object.spec.decryption.secretRef)'),
      what: 'secrets would be decrypted with the cloud identity of the platform',
      remedy: 'Write decryption.secretRef with a key of this namespace.',
    },
  ];
}

/** Where the kinds of Flux name an object that may be in another namespace. */
const REFERENCES = [
  'object.spec.?sourceRef.?namespace',
  'object.spec.?chartRef.?namespace',
  'object.spec.?chart.?spec.?sourceRef.?namespace',
  'object.spec.?imageRepositoryRef.?namespace',
];
const REFERENCE_LISTS = ['dependsOn', 'eventSources', 'resources'].map(
  (field) => `object.spec.?${field}.orValue([]).all(r, ${ownNamespace('r.?namespace')})`,
);

const SOURCES: readonly PolicyCheck[] = [
  {
    kind: 'holds',
    expression: [...REFERENCES.map(ownNamespace), ...REFERENCE_LISTS].join(' && '),
    what: 'a source or another object of Flux is named in another namespace',
    remedy: 'Write one of this namespace, or leave the namespace out.',
  },
  {
    kind: 'holds',
    expression: 'object.spec.?provider.orValue("generic") in ["generic", "github"]',
    what: 'the source would be read with the cloud identity of the platform',
    remedy: 'Write provider: generic, and a secretRef where the source is private.',
  },
];

/** Where the notification controller sends events, from inside the namespace of Flux. */
const PROVIDERS: readonly PolicyCheck[] = [
  {
    kind: 'holds',
    expression: onlyFor(
      ['Provider'],
      '!(object.spec.type in ["azuredevops", "azureeventhub", "googlepubsub"]) || has(object.spec.secretRef)',
    ),
    what: 'events would be sent with the cloud identity of the platform',
    remedy: 'Write a secretRef with credentials of this namespace.',
  },
  {
    kind: 'holds',
    expression: onlyFor(
      ['Provider'],
      'object.spec.?address.orValue("https://").startsWith("https://") || object.spec.type in ["azureeventhub", "googlepubsub", "nats"]',
    ),
    what: 'events would be sent in clear, or to what listens inside the cluster',
    remedy: 'Write an address that begins with https://.',
  },
];
