import type { Construct } from 'constructs';
import type { NetworkPolicyPeer } from '../../../lib/imports/kubernetes/index.js';
import {
  cidr,
  dnsSubdomain,
  hasFact,
  host as parseHost,
  MeshError,
  port,
  sampleText,
} from '../../../lib/model/index.js';
import { ExternalHost, type ExternalPort } from '../../istio/index.js';
import { publicPeers } from '../flows/index.js';
import type { EgressPort, EgressProps } from './props.js';

/** An egress that was parsed. */
interface ParsedEgress {
  readonly name: string;
  readonly ports: readonly ExternalPort[];
  readonly peers: readonly NetworkPolicyPeer[];
}

/** Makes the ServiceEntry of an external host and returns what the NetworkPolicy must open. */
export function makeExternalHost(
  scope: Construct,
  namespace: string,
  host: string,
  ports: readonly EgressPort[],
  props: EgressProps,
): Pick<ParsedEgress, 'ports' | 'peers'> {
  const parsed = parseEgress(scope.node.path, host, ports, props);
  const id = `egress-${parsed.name}`;
  if (scope.node.tryFindChild(id) !== undefined) {
    throw new MeshError({
      code: 'TM1112',
      where: scope.node.path,
      field: 'egressTo',
      what: 'egress to this host is already open',
      value: host,
      remedy: 'Open a host once and list all its ports and callers in that call.',
    });
  }
  new ExternalHost(scope, id, {
    name: parsed.name,
    namespace,
    host,
    ports: parsed.ports,
    ...(props.cidrs === undefined ? {} : { addresses: props.cidrs }),
  });
  return parsed;
}

function parseEgress(where: string, host: string, ports: readonly EgressPort[], props: EgressProps): ParsedEgress {
  parseHost(sampleText(host), { where, field: 'egressTo.host' });
  if (props.name === undefined && hasFact(host)) {
    throw new MeshError({
      code: 'TM2010',
      where,
      field: 'egressTo.host',
      what: 'the host is a fact, so that no object can be named after it',
      remedy: 'Pass `name`, such as { name: "issuer" }.',
    });
  }
  const name = dnsSubdomain(props.name ?? host, { where, field: 'egressTo.name' });
  const blocks = props.cidrs?.map((block) => cidr(block, { where, field: 'egressTo.cidrs' }));
  const external = ports.map((entry) => externalPort(where, entry));
  const tcp = external.find(({ protocol }) => protocol === 'TCP');
  if (tcp !== undefined && blocks === undefined) {
    throw new MeshError({
      code: 'TM1010',
      where,
      field: 'egressTo.ports',
      what: 'a TCP port of a host without addresses would catch every connection to this port',
      value: tcp.port,
      remedy: 'Pass the addresses of the host as `cidrs`, or say TLS where the connection begins with TLS.',
    });
  }
  const peers = blocks === undefined ? publicPeers() : blocks.map((block) => ({ ipBlock: { cidr: block } }));
  return { name, ports: external, peers };
}

function externalPort(where: string, entry: EgressPort): ExternalPort {
  if (entry === 443) return { port: 443, protocol: 'TLS' };
  if (entry === 80) return { port: 80, protocol: 'HTTP' };
  return { ...entry, port: port(entry.port, { where, field: 'egressTo.ports' }) };
}
