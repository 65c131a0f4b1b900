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

type Handler = (call: { readonly request: Request }, answer: (error: unknown, response: Response) => void) => unknown;

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
  addService(definition: unknown, implementation: Record<string, Handler>): void;
}

/** Calls in which the engine says more than the SDK hands on. */
const HEARD = ['create', 'update', 'diff', 'read', 'delete'] as const;

/**
 * Serves a provider, and listens to what the SDK's server does not hand on: the settings of the provider, whether a
 * create or update is only a preview, and the inputs that the state has.
 */
export async function serve(make: (word: EngineWord) => Provider): Promise<void> {
  const requests = new AsyncLocalStorage<Request>();
  const word: EngineWord = {
    settings: {},
    preview: () => requests.getStore()?.getPreview?.() ?? false,
    inputs: () => {
      const request = requests.getStore();
      return (request?.getOldInputs?.() ?? request?.getInputs?.())?.toJavaScript();
    },
  };
  const load = createRequire(require.resolve('@pulumi/pulumi/package.json'));
  const { Server } = load('@grpc/grpc-js') as { readonly Server: { readonly prototype: GrpcServer } };
  const add: unknown = Reflect.get(Server.prototype, 'addService');
  Server.prototype.addService = function (this: GrpcServer, definition, implementation) {
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
    if (typeof add === 'function') Reflect.apply(add, this, [definition, implementation]);
  };
  await main(make(word), process.argv.slice(2));
}
