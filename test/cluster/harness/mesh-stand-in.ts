import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listOf, mapAt, type ManifestSet } from '../../../lib/manifest/index.js';
import type { JsonObject } from '../../../lib/model/index.js';
import type { LoadTesterStandIn } from './load-tester-stand-in.js';
import { evaluateQuery, type Sample } from './promql-evaluate.js';
import type { MeshTraffic } from './mesh-traffic.js';

/** A query that Flagger sent, and what came back. */
export interface AskedQuery {
  readonly query: string;
  readonly samples: readonly Sample[];
}

/**
 * Stands in for the mesh as Flagger sees it: an HTTP proxy that knows the Services of the tree by the names that the
 * objects write, and answers for two of them. Prometheus evaluates the query it is asked, and a load tester judges the
 * command it is sent. A name or port that no Service of the tree has is no host.
 */
export class MeshStandIn {
  /** Starts to listen on loopback. */
  static async start(set: ManifestSet, traffic: MeshTraffic, testers: LoadTesterStandIn): Promise<MeshStandIn> {
    const standIn = new MeshStandIn(set, traffic, testers);
    await new Promise<void>((resolve) => {
      standIn.server.listen(0, '127.0.0.1', resolve);
    });
    return standIn;
  }

  /** Every query that was asked. */
  readonly queries: AskedQuery[] = [];
  private readonly server: Server;

  private constructor(
    private readonly set: ManifestSet,
    private readonly traffic: MeshTraffic,
    private readonly testers: LoadTesterStandIn,
  ) {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        reply(response, 502, String(error));
      });
    });
  }

  /** URL of the proxy. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Stops listening. */
  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://nowhere');
    const service = this.serviceAt(url);
    if (service?.name === 'kube-prometheus-stack-prometheus') this.measure(url, response);
    else if (service?.name === 'loadtester') {
      const { status, text } = await this.testers.test(service.namespace, await bodyOf(request));
      reply(response, status, text);
    } else reply(response, 502, `no such host: ${url.host}`);
  }

  private serviceAt({ hostname, port }: URL): { readonly name: string; readonly namespace: string } | undefined {
    const [, name = '', namespace = ''] = /^([^.]+)\.([^.]+)(?:\.svc(?:\.cluster\.local)?)?$/.exec(hostname) ?? [];
    const service = this.set.get('', 'Service', namespace, name);
    const ports = listOf(mapAt(service?.object['spec'])['ports']).map((one) => mapAt(one)['port']);
    return ports.includes(Number(port === '' ? '80' : port)) ? { name, namespace } : undefined;
  }

  private measure(url: URL, response: ServerResponse): void {
    const query = url.searchParams.get('query') ?? '';
    if (url.pathname !== '/api/v1/query') {
      reply(response, 404, 'not found');
      return;
    }
    try {
      const samples = evaluateQuery(query, this.traffic.series());
      this.queries.push({ query, samples });
      reply(
        response,
        200,
        JSON.stringify({ status: 'success', data: { resultType: 'vector', result: samples.map(inJson) } }),
      );
    } catch (error) {
      reply(response, 400, JSON.stringify({ status: 'error', errorType: 'bad_data', error: String(error) }));
    }
  }
}

function inJson({ labels, value }: Sample): JsonObject {
  return { metric: labels, value: [Date.now() / 1000, String(value)] };
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status).end(text);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
