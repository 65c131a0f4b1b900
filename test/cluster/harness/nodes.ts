import { writeFileSync } from 'node:fs';
import type { JsonObject, KubeObject } from '../../../lib/model/index.js';
import type { Bench } from './bench.js';
import type { Client } from './client.js';
import { freePorts } from './free-ports.js';
import { until } from './until.js';
import { mapAt, textOf } from '../../../lib/manifest/index.js';

const CAPACITY = { cpu: '64', memory: '256Gi', pods: '500' };
const KWOK = 'kwok.x-k8s.io';

/**
 * Starts the scheduler, and kwok in the place of kubelets: pods become ready without a container, and are gone when
 * they are deleted. One node is enough for all.
 */
export async function startNodes(bench: Bench, client: Client): Promise<void> {
  const [scheduler = 0, kwok = 0] = await freePorts(2);
  const config = bench.path('manager.kubeconfig');
  bench.launch('kube-scheduler', [
    `--kubeconfig=${config}`,
    `--authentication-kubeconfig=${config}`,
    `--authorization-kubeconfig=${config}`,
    '--authentication-skip-lookup=true',
    '--bind-address=127.0.0.1',
    `--secure-port=${scheduler}`,
    `--cert-dir=${bench.path('scheduler-pki')}`,
    '--leader-elect=false',
  ]);
  const stages = bench.path('stages.yaml');
  writeFileSync(stages, STAGES.map((stage) => JSON.stringify(stage)).join('\n---\n'));
  bench.launch('kwok', [
    `--kubeconfig=${config}`,
    '--manage-all-nodes=true',
    `--server-address=127.0.0.1:${kwok}`,
    '--node-lease-duration-seconds=40',
    `--config=${stages}`,
  ]);
  const { message } = await client.create(NODE);
  if (message !== '') throw new Error(`The node is refused: ${message}`);
  await until('the node is ready and free of taints', async () => {
    const node = await client.read(NODE);
    const ready = textOf(mapAt(node, 'status')['phase']) === 'Running';
    return ready && mapAt(node, 'spec')['taints'] === undefined ? true : undefined;
  });
}

const NODE: KubeObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: 'node-0',
    labels: {
      'kubernetes.io/hostname': 'node-0',
      'kubernetes.io/os': 'linux',
      'topology.kubernetes.io/zone': 'zone-0',
    },
  },
  status: { allocatable: CAPACITY, capacity: CAPACITY },
};

function stage(name: string, kind: 'Node' | 'Pod', conditions: readonly JsonObject[], next: JsonObject): JsonObject {
  return {
    apiVersion: `${KWOK}/v1alpha1`,
    kind: 'Stage',
    metadata: { name },
    spec: { resourceRef: { apiGroup: 'v1', kind }, selector: { matchExpressions: conditions }, next },
  };
}

const READY = '.status.conditions.[] | select( .type == "Ready" ) | .status';
const NOT_READY = { key: READY, operator: 'NotIn', values: ['True'] };

/** Status of a pod whose containers all run. Templates are those of Go. */
const POD_STATUS = `
{{ $now := Now }}
phase: Running
startTime: {{ $now | Quote }}
conditions:
- { type: Initialized, status: "True", lastTransitionTime: {{ $now | Quote }} }
- { type: Ready, status: "True", lastTransitionTime: {{ $now | Quote }} }
- { type: ContainersReady, status: "True", lastTransitionTime: {{ $now | Quote }} }
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: true
  started: true
  restartCount: 0
  state: { running: { startedAt: {{ $now | Quote }} } }
{{ end }}
`;

const NODE_STATUS = `
{{ $now := Now }}
phase: Running
conditions:
{{ range NodeConditions }}
- type: {{ .type | Quote }}
  status: {{ .status | Quote }}
  reason: {{ .reason | Quote }}
  message: {{ .message | Quote }}
  lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ $now | Quote }}
{{ end }}
`;

const STAGES: readonly JsonObject[] = [
  stage('node-ready', 'Node', [NOT_READY], { statusTemplate: NODE_STATUS }),
  stage(
    'pod-ready',
    'Pod',
    [
      { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' },
      { key: '.status.phase', operator: 'In', values: ['Pending'] },
      NOT_READY,
    ],
    { statusTemplate: POD_STATUS },
  ),
  stage('pod-gone', 'Pod', [{ key: '.metadata.deletionTimestamp', operator: 'Exists' }], { delete: true }),
];
