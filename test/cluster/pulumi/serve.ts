import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { main, type Provider } from '@pulumi/pulumi/provider';

/** What the engine tells a provider beside the calls that the SDK hands on. */
export interface EngineWord {
  /** Settings of the provider, as text. */
  settings: Readonly<Record<string, unknown>>;
  /** Whether the call is a preview. */
  readonly preview: () => boolean;
  /** Inputs of the resource as the state has them. */
  readonly inputs: () => unknown;
}

/** A provider that the engine can call. */
export interface Served {
  readonly port: number;
  /** Ends it, whatever the engine still asks for. */
  readonly close: () => void;
}

/** Makes a provider that listens to the engine. */
export type MakeProvider = (word: EngineWord) => Provider;

type Handler = (call: { readonly request: Request }, answer: (error: unknown, response: Response) => void) => unknown;
type Implementation = Record<string, Handler>;

interface Request {
  getArgs(): Struct | undefined;
  getPreview?(): boolean;
  getOldInputs?(): Struct | undefined;
  getInputs?(): Struct | undefined;
}

interface Struct {
  toJavaScript(): Record<string, unknown>;
}

interface Response {
  setSupportspreview(value: boolean): void;
}

interface GrpcServer {
  addService(definition: unknown, implementation: Implementation): void;
  bindAsync(address: string, credentials: unknown, done: (error: Error | null, port: number) => void): void;
  forceShutdown(): void;
}

interface Grpc {
  readonly Server: new (options: Readonly<Record<string, number>>) => GrpcServer;
  readonly ServerCredentials: { readonly createInsecure: () => unknown };
}

/** What the SDK gives to a server of gRPC. */
interface SdkService {
  readonly definition: unknown;
  readonly Implementation: new (engine: string, provider: Provider, errors: Set<Error>) => Implementation;
}

/** Calls in which the engine says more than the SDK hands on. */
const HEARD = ['create', 'update', 'diff', 'read', 'delete'] as const;
/** No limit to the size of a message, as the SDK has it. */
const OPTIONS = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };

const grpc = createRequire(require.resolve('@pulumi/pulumi/package.json'))('@grpc/grpc-js') as Grpc;
let known: Promise<SdkService> | undefined;

/**
 * Serves a provider, and listens to what the SDK's server does not hand on: the settings of the provider, whether a
 * create or update is only a preview, and the inputs that the state has.
 *
 * @param make - makes the provider
 * @param engine - address of the engine
 */
export async function serve(make: MakeProvider, engine: string): Promise<Served> {
  const requests = new AsyncLocalStorage<Request>();
  const word: EngineWord = {
    settings: {},
    preview: () => requests.getStore()?.getPreview?.() ?? false,
    inputs: () => {
      const request = requests.getStore();
      return (request?.getOldInputs?.() ?? request?.getInputs?.())?.toJavaScript();
    },
  };
  known ??= sdkService(make(word));
  const { definition, Implementation } = await known;
  const server = new grpc.Server(OPTIONS);
  server.addService(definition, heard(new Implementation(engine, make(word), new Set()), word, requests));
  const port = await bound(server);
  return {
    port,
    close: () => {
      server.forceShutdown();
    },
  };
}

function heard(implementation: Implementation, word: EngineWord, requests: AsyncLocalStorage<Request>): Implementation {
  const call = (name: string): Handler => {
    const handler = implementation[name];
    if (handler === undefined) throw new Error(`The SDK's server has no ${name}.`);
    return handler.bind(implementation);
  };
  const configure = call('configure');
  implementation['configure'] = (asked, answer) => {
    word.settings = asked.request.getArgs()?.toJavaScript() ?? {};
    return configure(asked, (error, response) => {
      response.setSupportspreview(true);
      answer(error, response);
    });
  };
  for (const name of HEARD) {
    const handler = call(name);
    implementation[name] = (asked, answer) => requests.run(asked.request, () => handler(asked, answer));
  }
  return implementation;
}

function bound(server: GrpcServer): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolve(port);
      else reject(error);
    });
  });
}

/** The SDK serves one provider a process, and shows nobody with what; it is seen when it does so. */
async function sdkService(provider: Provider): Promise<SdkService> {
  const prototype = grpc.Server.prototype as GrpcServer;
  const add = Object.getOwnPropertyDescriptor(prototype, 'addService');
  if (add === undefined) throw new Error('A server of gRPC is given its services in another way than before.');
  const seen: SdkService[] = [];
  prototype.addService = (definition, implementation) => {
    seen.push({ definition, Implementation: implementation.constructor as SdkService['Implementation'] });
  };
  try {
    await main(provider, []);
  } finally {
    Object.defineProperty(prototype, 'addService', add);
  }
  const [service] = seen;
  if (service === undefined) throw new Error('The SDK serves providers in another way than before.');
  return service;
}
