import { Construct } from 'constructs';
import { OCIRepositoryV1 } from '../../lib/imports/flux/index.js';
import { artifactSpec, dnsSubdomain, goDuration, needSecret, type Artifact } from '../../lib/model/index.js';

/** Props of {@link OciSource}. */
export interface OciSourceProps extends Artifact {
  /** Name of the OCIRepository. */
  readonly name: string;
  /** Its namespace; Kustomizations of other namespaces may not refer to it. */
  readonly namespace: string;
  /**
   * Secret with the credentials, in the same namespace.
   * @default - a public registry
   */
  readonly secretName?: string;
  /**
   * How often to look for a new version.
   * @default '5m'
   */
  readonly interval?: string;
}

/**
 * An OCI artifact with manifests that Flux reads.
 *
 * @see https://fluxcd.io/flux/components/source/ocirepositories/
 */
export class OciSource extends Construct {
  /** Name of the OCIRepository. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: OciSourceProps) {
    super(scope, id);
    const where = this.node.path;
    const { namespace, secretName, verify } = props;
    this.name = dnsSubdomain(props.name, { where, field: 'name' });
    new OCIRepositoryV1(this, 'Resource', {
      metadata: { name: this.name, namespace },
      spec: {
        interval: goDuration(props.interval ?? '5m', { where, field: 'interval' }),
        ...artifactSpec(props, { where, field: 'source' }),
        ...(secretName === undefined ? {} : { secretRef: { name: secretName } }),
      },
    });
    if (verify?.kind !== 'key') return;
    const purpose = `public keys, in files named *.pub, of which one must have signed ${props.url}`;
    needSecret(this, { namespace, name: verify.secretName, keys: [], purpose });
  }
}
