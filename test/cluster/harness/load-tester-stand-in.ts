import { mapAt, listOf, textOf } from '../../../lib/manifest/index.js';
import type { JsonObject, JsonValue, KubeObject } from '../../../lib/model/index.js';
import type { Client } from './client.js';
import { livePods } from './live-pods.js';
import type { MeshTraffic } from './mesh-traffic.js';

/** What a load tester says to Flagger. */
export interface TesterAnswer {
  readonly status: number;
  readonly text: string;
}

/** The two commands that releases send: one request that must succeed, and load of a rate. */
const COMMANDS = {
  curl: /^curl -sf (?:-I )?-o \/dev\/null (http:\/\/\S+)$/,
  hey: /^hey -z \d+s -q (\d+) -c 1 -m (?:GET|HEAD) (http:\/\/\S+)$/,
} as const;

/**
 * Stands in for the load testers of tenants. It runs no command: it reads the URL in it, asks the server which ready
 * pods the Service there has, and counts requests to the Deployment that made them.
 */
export class LoadTesterStandIn {
  /** Deployments that a first request is refused by. */
  readonly refusing = new Set<string>();
  /** Commands that were sent, by namespace. */
  readonly commands: { readonly namespace: string; readonly command: string }[] = [];

  constructor(
    private readonly client: Client,
    private readonly traffic: MeshTraffic,
  ) {}

  /** Answers a webhook of Flagger that reaches the load tester of a namespace. */
  async test(namespace: string, body: string): Promise<TesterAnswer> {
    const { cmd } = mapAt(JSON.parse(body) as JsonValue, 'metadata');
    const command = textOf(cmd) ?? '';
    this.commands.push({ namespace, command });
    const rate = COMMANDS.hey.exec(command)?.[1];
    const target = rate === undefined ? COMMANDS.curl.exec(command)?.[1] : COMMANDS.hey.exec(command)?.[2];
    if (target === undefined) return { status: 400, text: `the command is not known: ${command}` };
    const deployment = await this.deploymentBehind(new URL(target));
    if (deployment === undefined) return { status: 500, text: `no ready pod answers at ${target}` };
    if (this.refusing.has(`${namespace}/${deployment}`)) return { status: 500, text: 'the first request is refused' };
    if (rate !== undefined) this.traffic.ask(namespace, deployment, Number(rate));
    return { status: 200, text: 'done' };
  }

  /** The Deployment whose ready pods a Service sends requests to, if the Service has the port. */
  private async deploymentBehind({ hostname, port }: URL): Promise<string | undefined> {
    const [name = '', namespace = ''] = hostname.split('.');
    const metadata = { name, namespace };
    const service = await this.client.read({ apiVersion: 'v1', kind: 'Service', metadata } satisfies KubeObject);
    const ports = listOf(mapAt(service, 'spec')['ports']).map((one) => mapAt(one)['port']);
    if (!ports.includes(Number(port))) return undefined;
    const selector = mapAt(service, 'spec', 'selector');
    const pods = await livePods(this.client);
    return pods.find((pod) => pod.ready && pod.namespace === namespace && selects(selector, pod.labels))?.deployment;
  }
}

function selects(selector: JsonObject, labels: Readonly<Record<string, string>>): boolean {
  const pairs = Object.entries(selector);
  return pairs.length > 0 && pairs.every(([key, value]) => labels[key] === value);
}
