import type { IConstruct } from 'constructs';

/** A caller or callee in the mesh: the identity that policies name and the pods that network policies select. */
export interface IMeshIdentity {
  /** Namespace of its pods. */
  readonly namespace: string;
  /** ServiceAccount that its pods run as. */
  readonly serviceAccountName: string;
  /** SPIFFE id without scheme: the form that `principals` of an AuthorizationPolicy take. */
  readonly principal: string;
  /** Stable labels of its pods: none that Flagger rewrites. */
  readonly podLabels: Readonly<Record<string, string>>;
}

/** A namespace of the mesh, made here or elsewhere. */
export interface IMeshNamespace extends IConstruct {
  /** Name of the namespace. */
  readonly name: string;
  /** Tenant that owns it. @default - a namespace of the platform */
  readonly tenant?: string;
}

/** A port of a workload's Service. */
export interface WorkloadPort {
  /** Name, beginning with its protocol. */
  readonly name: string;
  /** Port of the Service. */
  readonly port: number;
  /** Port of the container: the one that policies see. */
  readonly targetPort: number;
  /** What is spoken on it. */
  readonly appProtocol: 'http' | 'http2' | 'grpc' | 'tcp' | 'tls';
}

/** A workload with an identity of its own, made here or elsewhere. */
export interface IWorkload extends IConstruct, IMeshIdentity {
  /** Name of the workload and of its Service. */
  readonly name: string;
  /** Ports of its Service. */
  readonly ports: readonly WorkloadPort[];
}

/** A gateway that admits traffic from outside. */
export interface IGateway extends IMeshIdentity {
  /** Name of the gateway. */
  readonly name: string;
  /** `namespace/name` of the Gateway object, as a VirtualService or Canary names it. */
  readonly reference: string;
}

/** A certificate signer that the proxies of a namespace ask for their certificates. */
export interface ISigner {
  /** Value of `ISTIO_META_CERT_SIGNER`: `<namespace>.<issuer>`. */
  readonly signer: string;
  /** What it isolates: `soft` means attribution and separate rotation, no barrier. */
  readonly isolation: 'soft' | 'hard';
}
