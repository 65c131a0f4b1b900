import { accessTo, namespace, object, workload } from '../manifests.js';
import { cited, PAGES } from '../pages.js';

const PAIR = [namespace('a'), workload('ui', 'a')];
const ENTRY = (spec: string): string => object('networking.istio.io/v1', 'ServiceEntry', 'agent', 'a', spec);
const OUT = (rule: string): string =>
  object('networking.k8s.io/v1', 'NetworkPolicy', 'out', 'a', `{podSelector: {}, egress: ${rule}}`);
const BLOCK = (cidr: string, except = '[]'): string => OUT(`[{to: [{ipBlock: {cidr: ${cidr}, except: ${except}}}]}]`);
const ONLY = object(
  'networking.istio.io/v1',
  'Sidecar',
  'default',
  'a',
  "{egress: [{hosts: ['./*']}], outboundTrafficPolicy: {mode: REGISTRY_ONLY}}",
);
const NAMED = 'hosts: [agent.internal], location: MESH_EXTERNAL, ports: [{number: 80, name: tcp, protocol: TCP}]';
const AT = (addresses: string, resolution = 'NONE'): string =>
  ENTRY(`{${NAMED}, resolution: ${resolution}, addresses: ${addresses}}`);
const ENDPOINTS = (...addresses: readonly string[]): string =>
  ENTRY(
    `{${NAMED}, resolution: STATIC, addresses: [240.0.0.1], endpoints: [${addresses.map((each) => `{address: ${each}}`).join(', ')}]}`,
  );

type Row = readonly [fact: string, host: string, extra: readonly string[], outcome: 'allow' | 'deny' | 'depends'];

const SERVICE_ENTRY = 'https://istio.io/latest/docs/reference/config/networking/service-entry/';
const IP_BLOCK = 'https://kubernetes.io/docs/concepts/services-networking/network-policies/';

// Each row cites the page it rests on.
const ROWS: readonly Row[] = [
  [
    `${SERVICE_ENTRY}: with resolution NONE a call goes to the address it was made for, one of those listed`,
    'agent.internal',
    [AT('[169.254.170.23]'), BLOCK('169.254.170.23/32')],
    'allow',
  ],
  [
    `${SERVICE_ENTRY}: an address is found by its number too`,
    '169.254.170.23',
    [AT('[169.254.170.23/32]'), BLOCK('169.254.170.23/32'), ONLY],
    'allow',
  ],
  [
    `${PAGES.outbound}: an address that no host has is blocked under REGISTRY_ONLY`,
    '169.254.170.24',
    [AT('[169.254.170.23/32]'), BLOCK('169.254.0.0/16'), ONLY],
    'deny',
  ],
  [
    `${PAGES.outbound}: an address that no host has passes under ALLOW_ANY`,
    '169.254.170.24',
    [AT('[169.254.170.23/32]'), BLOCK('169.254.0.0/16')],
    'allow',
  ],
  [
    `${IP_BLOCK}: another address of the same range is not opened`,
    'agent.internal',
    [AT('[169.254.170.24]'), BLOCK('169.254.170.23/32')],
    'deny',
  ],
  [
    `${IP_BLOCK}: what is left out of a block is closed`,
    'agent.internal',
    [AT('[10.1.2.3]'), BLOCK('10.0.0.0/8', '[10.1.0.0/16]')],
    'deny',
  ],
  [
    `${IP_BLOCK}: a block inside the one that is opened`,
    'agent.internal',
    [AT('[10.1.2.0/24]'), BLOCK('10.0.0.0/8')],
    'allow',
  ],
  [
    `${IP_BLOCK}: a block that is opened in part`,
    'agent.internal',
    [AT('[10.1.0.0/16]'), BLOCK('10.1.2.0/24')],
    'depends',
  ],
  [
    `${IP_BLOCK}: a block that is left out in part`,
    'agent.internal',
    [AT('[10.1.0.0/16]'), BLOCK('10.0.0.0/8', '[10.1.2.0/24]')],
    'depends',
  ],
  [
    `${SERVICE_ENTRY}: with endpoints a call goes to one of them, not to the address in front`,
    'agent.internal',
    [ENDPOINTS('10.0.0.1', '10.0.0.2'), BLOCK('10.0.0.0/8')],
    'allow',
  ],
  [
    `${SERVICE_ENTRY}: of several endpoints each may be the one`,
    'agent.internal',
    [ENDPOINTS('10.0.0.1', '11.0.0.1'), BLOCK('10.0.0.0/8')],
    'depends',
  ],
  [
    `${SERVICE_ENTRY}: resolution DNS asks at run time`,
    'agent.internal',
    [ENTRY(`{${NAMED}, resolution: DNS}`), BLOCK('10.0.0.0/8')],
    'depends',
  ],
  [
    `${SERVICE_ENTRY}: resolution DNS asks for the names of endpoints`,
    'agent.internal',
    [ENTRY(`{${NAMED}, resolution: DNS, endpoints: [{address: b.example.com}]}`), BLOCK('10.0.0.0/8')],
    'depends',
  ],
  [
    `${IP_BLOCK}: a name that DNS resolves may have the address of a node's agent`,
    'agent.internal',
    [ENTRY(`{${NAMED}, resolution: DNS}`), BLOCK('169.254.169.254/32')],
    'depends',
  ],
  [`${IP_BLOCK}: IPv6`, '[fd00:ec2::23]', [AT('[fd00:ec2::23]'), BLOCK('fd00:ec2::23/128'), ONLY], 'allow'],
  [
    `${IP_BLOCK}: every address of the other family stays closed`,
    'agent.internal',
    [AT('[fd00:ec2::23]'), BLOCK('0.0.0.0/0')],
    'deny',
  ],
];

describe('a call that leaves the mesh', () => {
  it.each(cited(ROWS))('%s', (_, host, extra, outcome) => {
    const answer = accessTo(...PAIR, ...extra).ask({
      from: { kind: 'workload', namespace: 'a', name: 'ui' },
      to: { kind: 'host', host, port: 80 },
    });
    expect(answer.outcome).toBe(outcome);
  });

  it('names the address it rests on', () => {
    const answer = accessTo(...PAIR, ENDPOINTS('10.0.0.1', '11.0.0.1'), BLOCK('10.0.0.0/8')).ask({
      from: { kind: 'workload', namespace: 'a', name: 'ui' },
      to: { kind: 'host', host: 'agent.internal', port: 80 },
    });
    expect(answer.dependsOn).toEqual(['which address of agent.internal answers']);
  });
});
