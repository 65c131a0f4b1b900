import { Construct } from 'constructs';
import { ImagePolicyV1, ImageRepositoryV1 } from '../../lib/imports/flux/index.js';
import { dnsLabel, goDuration, imageName, KEYS, MeshError } from '../../lib/model/index.js';
import { FLUX_NAMESPACE } from './names.js';

/** How Flux signs in to a registry to list tags. */
export type RegistryAccess =
  /** A public registry. */
  | { readonly kind: 'public' }
  /** A Secret of type `kubernetes.io/dockerconfigjson` in `flux-system`. */
  | { readonly kind: 'secret'; readonly name: string }
  /** The identity of the controller at the cloud. */
  | { readonly kind: 'aws' };

/** Props of {@link TrackedImage}. */
export interface TrackedImageProps {
  /** Tenant that owns the workload. */
  readonly tenant: string;
  /** Name of repository and policy: `<tenant>-<workload>`. */
  readonly policy: string;
  /** Image without tag, such as `ghcr.io/example/app`. */
  readonly image: string;
  /**
   * Range of versions that tags are taken from.
   * @default - every version
   */
  readonly range?: string;
  /**
   * How Flux signs in to the registry.
   * @default - a public registry
   */
  readonly access?: RegistryAccess;
  /**
   * How often to list tags.
   * @default '5m'
   */
  readonly interval?: string;
}

/**
 * An image whose newest version Flux finds: ImageRepository and ImagePolicy in `flux-system`, since policies must live
 * beside the automation that reads them.
 *
 * @see https://fluxcd.io/flux/components/image/imagepolicies/
 */
export class TrackedImage extends Construct {
  /** Name of the ImagePolicy. */
  readonly policy: string;

  constructor(scope: Construct, id: string, props: TrackedImageProps) {
    super(scope, id);
    const where = this.node.path;
    this.policy = dnsLabel(props.policy, { where, field: 'policy' });
    const metadata = { name: this.policy, namespace: FLUX_NAMESPACE, labels: { [KEYS.tenant]: props.tenant } };
    new ImageRepositoryV1(this, 'Repository', {
      metadata,
      spec: {
        image: imageName(props.image, { where, field: 'image' }),
        interval: goDuration(props.interval ?? '5m', { where, field: 'interval' }),
        ...accessFields(props.access ?? { kind: 'public' }),
      },
    });
    new ImagePolicyV1(this, 'Resource', {
      metadata,
      spec: {
        imageRepositoryRef: { name: this.policy },
        policy: { semver: { range: versionRange(this, props.range ?? '>=0.0.0') } },
      },
    });
  }
}

function accessFields(access: RegistryAccess): { secretRef: { name: string } } | { provider: 'aws' } | object {
  switch (access.kind) {
    case 'public':
      return {};
    case 'secret':
      return { secretRef: { name: access.name } };
    case 'aws':
      return { provider: 'aws' };
  }
}

const PART = String.raw`(?:[<>]=?|[~^=])?\s*v?(?:\d+|[xX*])(?:\.(?:\d+|[xX*])){0,2}(?:-[0-9A-Za-z.-]+)?`;
const RANGE = new RegExp(String.raw`^${PART}(?:\s*(?:,|\|\||\s-\s|\s)\s*${PART})*$`);

function versionRange(scope: Construct, range: string): string {
  if (RANGE.test(range.trim())) return range;
  throw new MeshError({
    code: 'TM1708',
    where: scope.node.path,
    field: 'range',
    what: 'not a range of semantic versions, so no tag would ever be chosen',
    value: range,
    remedy: 'Write a range such as "1.x" or ">=1.2.0 <2.0.0".',
  });
}
