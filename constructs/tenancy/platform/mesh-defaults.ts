import { Construct } from 'constructs';
import { AccessLog, DefaultDeny, EgressScope, StrictMtls, type AccessLogMode } from '../../istio/index.js';
import { MESH_ROOT } from '../tenant-ca/names.js';

/** Props of {@link MeshDefaults}. */
export interface MeshDefaultsProps {
  /**
   * Which requests proxies log where their namespace says nothing else.
   * @default "errors"
   */
  readonly accessLog?: AccessLogMode;
}

/**
 * What holds for the whole mesh until a namespace opens something: mutual TLS, no request allowed, and proxies that
 * know their own namespace and the control plane alone. These objects stand in the root namespace.
 *
 * @see https://istio.io/latest/docs/ops/best-practices/security/
 */
export class MeshDefaults extends Construct {
  constructor(scope: Construct, id: string, props: MeshDefaultsProps = {}) {
    super(scope, id);
    const { namespace } = MESH_ROOT;
    new StrictMtls(this, 'Mtls', { namespace });
    new DefaultDeny(this, 'Deny', { namespace });
    new EgressScope(this, 'Egress', { namespace, hosts: () => ['./*', `${namespace}/*`] });
    new AccessLog(this, 'AccessLog', {
      namespace,
      ...(props.accessLog === undefined ? {} : { mode: props.accessLog }),
    });
  }
}
