import type { AuthorizationPolicyV1SpecRules } from '../../../lib/imports/istio/index.js';
import type { NetworkPolicyPeer, NetworkPolicyPort } from '../../../lib/imports/kubernetes/index.js';
import { MeshError } from '../../../lib/model/index.js';
import type { JwtRequirement } from './jwt-rules.js';
import type { DoorProps, ICallee } from './props.js';

/** A door to one workload: who may call it, and how. */
export interface Opening {
  readonly principals: readonly string[];
  readonly peers: readonly NetworkPolicyPeer[];
  /** Ports of the container. */
  readonly ports: readonly number[];
  readonly methods?: readonly string[];
  readonly paths?: readonly string[];
  readonly jwt: 'as-required' | 'exempt';
}

/** Parses the requests of a door; who may call is added by the caller. */
export function parseDoor(where: string, props: DoorProps): Pick<Opening, 'ports' | 'methods' | 'paths' | 'jwt'> {
  const ports = doorPorts(where, props);
  const http = [...(props.methods ?? []), ...(props.paths ?? [])];
  const plain = props.to.ports.find((port) => ports.includes(port.targetPort) && !isHttp(port.appProtocol));
  if (http.length > 0 && plain !== undefined) {
    throw new MeshError({
      code: 'TM1111',
      where,
      field: props.methods === undefined ? 'paths' : 'methods',
      what: `port "${plain.name}" of "${props.to.name}" is ${plain.appProtocol}, where a rule on HTTP never lets anybody in`,
      value: http,
      remedy: 'Name the HTTP ports in `ports`, or leave methods and paths out.',
    });
  }
  return {
    ports,
    jwt: props.jwt ?? 'as-required',
    ...(props.methods === undefined ? {} : { methods: props.methods }),
    ...(props.paths === undefined ? {} : { paths: props.paths }),
  };
}

function doorPorts(where: string, { to, ports }: DoorProps): readonly number[] {
  const known = to.ports.map((port) => port.targetPort);
  const unknown = ports?.find((port) => !known.includes(port));
  if (unknown !== undefined) {
    throw new MeshError({
      code: 'TM1114',
      where,
      field: 'ports',
      what: `no container of "${to.name}" listens on this port`,
      value: unknown,
      remedy: `Policies see the port of the container: write one of ${known.join(', ')}.`,
    });
  }
  return ports ?? known;
}

/** Whether rules on methods, paths and tokens act on a port. */
export function isHttp(appProtocol: ICallee['ports'][number]['appProtocol']): boolean {
  return appProtocol === 'http' || appProtocol === 'http2' || appProtocol === 'grpc';
}

/** Whether only a proxy that reads HTTP can judge the door. */
export function needsHttp(opening: Opening, requirement: JwtRequirement | undefined): boolean {
  const token = opening.jwt === 'as-required' && requirement !== undefined;
  return token || opening.methods !== undefined || opening.paths !== undefined;
}

/** The ALLOW rule of a door. */
export function ruleOf(
  opening: Opening,
  ports: readonly number[],
  requirement: JwtRequirement | undefined,
): AuthorizationPolicyV1SpecRules {
  const token = opening.jwt === 'exempt' ? undefined : requirement;
  const { methods, paths } = opening;
  return {
    from: [
      {
        source: {
          principals: [...opening.principals],
          ...(token === undefined ? {} : { requestPrincipals: [`${token.issuer}/*`] }),
        },
      },
    ],
    to: [
      {
        operation: {
          ports: ports.map(String),
          ...(methods === undefined ? {} : { methods: [...methods] }),
          ...(paths === undefined ? {} : { paths: [...paths] }),
        },
      },
    ],
    ...(token === undefined ? {} : { when: claimsOf(token) }),
  };
}

function claimsOf({ claims }: JwtRequirement): { readonly key: string; readonly values: readonly string[] }[] {
  return Object.entries(claims).map(([claim, values]) => ({
    key: `request.auth.claims[${claim}]`,
    values: [...values],
  }));
}

/** Ports of a door as a NetworkPolicy has them. */
export function networkPorts(ports: readonly number[]): readonly NetworkPolicyPort[] {
  return ports.map((port) => ({ port, protocol: 'TCP' }));
}
