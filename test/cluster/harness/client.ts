import { Agent, request } from 'node:https';
import type { JsonObject, JsonValue, KubeObject } from '../../../lib/model/index.js';
import { listOf, mapAt, textOf } from '../../../lib/manifest/index.js';
import { resourcePath } from './resource-path.js';

/** How to reach an API server, as data that can be handed to another process. */
export interface ServerAddress {
  readonly port: number;
  readonly ca: string;
  readonly token: string;
}

/** Who asks: an account whose rights and name count in place of the administrator's. */
export interface Asker {
  readonly user: string;
  /** Groups beside `system:authenticated`. @default - none */
  readonly groups?: readonly string[];
}

/** What a server says to a request. */
export interface Answer {
  readonly status: number;
  readonly ok: boolean;
  /** The answer of the server: an object, a list, or a Status. */
  readonly body: JsonValue | undefined;
  /** Message of a refusal; empty otherwise. */
  readonly message: string;
  readonly warnings: readonly string[];
}

/** How an object is written. */
export interface WriteOptions {
  /** Judge only. @default false */
  readonly dryRun?: boolean;
  /** Who asks. @default - the administrator */
  readonly as?: Asker;
  /** Name under which the server notes who owns the fields. @default 'tenant-mesh-bench' */
  readonly manager?: string;
  /** What happens to fields that another manager owns. @default 'take-over' */
  readonly conflicts?: 'take-over' | 'refuse';
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Call {
  readonly method: Method;
  readonly path: string;
  readonly content?: unknown;
  readonly type?: string;
  readonly accept?: string;
  readonly as?: Asker;
}

const FIELD_MANAGER = 'tenant-mesh-bench';
/** Every kind in one answer, where discovery else has one for each version of a group. */
const DISCOVERY = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** A client of one API server. Every write asks for strict validation: an unknown or doubled field is refused. */
export class Client {
  private readonly agent: Agent;

  /** @param address - the server */
  constructor(private readonly address: ServerAddress) {
    this.agent = new Agent({ keepAlive: true, maxSockets: 8, ca: address.ca });
  }

  /** Closes the connections. */
  close(): void {
    this.agent.destroy();
  }

  /** Reads a path of the API. */
  get(path: string, as?: Asker): Promise<Answer> {
    return this.call({ method: 'GET', path, as });
  }

  /** Kinds that the server says it serves, as `<group>/<version>/<plural>`; without those of the core group. */
  async discover(): Promise<ReadonlySet<string>> {
    const { body } = await this.call({ method: 'GET', path: '/apis', accept: DISCOVERY });
    const found = listOf(mapAt(body)['items']).flatMap((group) =>
      listOf(mapAt(group)['versions']).flatMap((version) =>
        listOf(mapAt(version)['resources']).map((resource) =>
          [mapAt(group, 'metadata')['name'], mapAt(version)['version'], mapAt(resource)['resource']]
            .map(textOf)
            .join('/'),
        ),
      ),
    );
    return new Set(found);
  }

  /** Reads an object as it stands now; nothing if there is none. */
  async read(object: KubeObject): Promise<JsonObject | undefined> {
    const { ok, body, status, message } = await this.get(`${resourcePath(object)}/${nameOf(object)}`);
    if (!ok && status !== 404) throw new Error(message);
    return ok ? mapAt(body) : undefined;
  }

  /** Applies an object on the server, as Flux does. */
  apply(object: KubeObject, options: WriteOptions = {}): Promise<Answer> {
    const path = `${resourcePath(object)}/${nameOf(object)}?force=${options.conflicts !== 'refuse'}&${query(options)}`;
    return this.call({ method: 'PATCH', path, content: object, type: 'application/apply-patch+yaml', as: options.as });
  }

  /** Creates an object. */
  create(object: KubeObject, options: WriteOptions = {}): Promise<Answer> {
    return this.call({
      method: 'POST',
      path: `${resourcePath(object)}?${query(options)}`,
      content: object,
      as: options.as,
    });
  }

  /** Replaces an object, or a subresource of it. */
  replace(object: KubeObject, options: WriteOptions & { readonly subresource?: string } = {}): Promise<Answer> {
    const part = options.subresource === undefined ? '' : `/${options.subresource}`;
    const path = `${resourcePath(object)}/${nameOf(object)}${part}?${query(options)}`;
    return this.call({ method: 'PUT', path, content: object, as: options.as });
  }

  /** Deletes an object. */
  delete(object: KubeObject, options: WriteOptions = {}): Promise<Answer> {
    const path = `${resourcePath(object)}/${nameOf(object)}${options.dryRun === true ? '?dryRun=All' : ''}`;
    return this.call({ method: 'DELETE', path, as: options.as });
  }

  /** Sends a POST to a path that is no object's, such as an access review. */
  post(path: string, content: unknown, as?: Asker): Promise<Answer> {
    return this.call({ method: 'POST', path, content, as });
  }

  private call({ method, path, content, type = 'application/json', accept = '*/*', as }: Call): Promise<Answer> {
    const { port, token } = this.address;
    const headers = { authorization: `Bearer ${token}`, 'content-type': type, accept, ...impersonation(as) };
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: this.agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve(answer(response.statusCode ?? 0, text, response.headers.warning));
        });
      });
      sent.on('error', reject);
      sent.end(content === undefined ? undefined : JSON.stringify(content));
    });
  }
}

function query(options: WriteOptions): string {
  return `fieldManager=${options.manager ?? FIELD_MANAGER}&fieldValidation=Strict${options.dryRun === true ? '&dryRun=All' : ''}`;
}

function impersonation(as?: Asker): Record<string, string | string[]> {
  if (as === undefined) return {};
  return { 'impersonate-user': as.user, 'impersonate-group': [...(as.groups ?? []), 'system:authenticated'] };
}

function nameOf(object: KubeObject): string {
  return encodeURIComponent(object.metadata.name ?? '');
}

function answer(status: number, text: string, warning: unknown): Answer {
  const ok = status >= 200 && status < 300;
  const body = parse(text);
  const message = ok ? '' : messageOf(body, text);
  return { status, ok, body, message, warnings: typeof warning === 'string' && warning !== '' ? [warning] : [] };
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function messageOf(body: JsonValue | undefined, text: string): string {
  return textOf(mapAt(body)['message']) ?? text;
}
