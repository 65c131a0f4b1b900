import type { FlowEnd, FlowPort } from './flow.js';
import type { PartName } from './parts.js';

/** TCP ports. */
export const tcp = (...ports: number[]): readonly FlowPort[] => ports.map((port) => ({ port, protocol: 'TCP' }));
/** Ports of DNS. */
export const DNS: readonly FlowPort[] = [
  { port: 53, protocol: 'UDP' },
  { port: 53, protocol: 'TCP' },
];
/** Every port: the called side opens by name. */
export const ANY_PORT: readonly FlowPort[] = [];
/** A piece of the platform. */
export const part = (name: PartName): FlowEnd => ({ kind: 'part', part: name });
/** One block of addresses. */
export const address = (cidr: string): FlowEnd => ({ kind: 'address', cidr });
/** Every pod. */
export const EVERY: FlowEnd = { kind: 'every' };
/** Every pod in the mesh. */
export const MESHED: FlowEnd = { kind: 'meshed' };
/** What is no pod. */
export const BY_PORT: FlowEnd = { kind: 'by-port' };
/** The API server, as a callee. */
export const API_SERVER: FlowEnd = { kind: 'api-server' };
/** The nodes, as callees. */
export const NODES: FlowEnd = { kind: 'nodes' };
/** Public addresses. */
export const OUTSIDE: FlowEnd = { kind: 'outside' };
/** The API server, as a Sidecar lists it. */
export const KUBERNETES = 'default/kubernetes';
