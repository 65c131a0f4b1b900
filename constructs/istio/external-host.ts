import { Construct } from 'constructs';
import { ServiceEntryV1 } from '../../lib/imports/istio/index.js';

/** Protocol of a port of an external host: what the proxy reads to route by. */
export type ExternalProtocol = 'TLS' | 'HTTP' | 'HTTP2' | 'GRPC' | 'TCP';

/** A port of an external host. */
export interface ExternalPort {
  /** Port of the host. */
  readonly port: number;
  /** What is spoken on it. */
  readonly protocol: ExternalProtocol;
}

/** Props of {@link ExternalHost}. */
export interface ExternalHostProps {
  /** Name of the ServiceEntry. */
  readonly name: string;
  /** Namespace that may call the host; no other one sees the entry. */
  readonly namespace: string;
  /** The host. May be a fact. */
  readonly host: string;
  /** Its ports. */
  readonly ports: readonly ExternalPort[];
  /**
   * Addresses of the host. TCP ports need them, since nothing but the address tells such connections apart.
   * @default - none: by name
   */
  readonly addresses?: readonly string[];
}

/**
 * The ServiceEntry of one host outside the mesh, seen in one namespace.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/service-entry/
 */
export class ExternalHost extends Construct {
  constructor(scope: Construct, id: string, props: ExternalHostProps) {
    super(scope, id);
    new ServiceEntryV1(this, 'Resource', {
      metadata: { name: props.name, namespace: props.namespace },
      spec: {
        hosts: [props.host],
        ...(props.addresses === undefined ? {} : { addresses: [...props.addresses] }),
        exportTo: ['.'],
        location: 'MESH_EXTERNAL',
        resolution: props.addresses === undefined ? 'DNS' : 'NONE',
        ports: props.ports.map(({ port, protocol }) => ({
          number: port,
          name: `${protocol.toLowerCase()}-${port}`,
          protocol,
        })),
      },
    });
  }
}
