import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { main, type Provider } from '@pulumi/pulumi/provider';

/** What the engine tells a provider beside the calls that the SDK hands on. */
export interface EngineWord {
  /** Settings of the provider, as text. */
  settings: Readonly<Record<string, unknown>>;
  /** Whether the call is a preview. */
  readonly preview: () => boolean;
}

type Handler = (call: { readonly request: Request }, answer: (error: unknown, response: Response) => void) => unknown;

interface Request {
  getArgs(): { toJavaScript(): Record<string, unknown> } | undefined;
  getPreview(): boolean;
}

interface Response {
  setSupportspreview(value: boolean): void;
}

interface GrpcServer {
  addService(definition: unknown, implementation: Record<string, Handler>): void;
}

/**
 * Serves a provider, and listens to two things that the SDK's server does not hand on: the settings of the provider,
 * and whether a create or update is only a preview.
 */
export async function serve(make: (word: EngineWord) => Provider): Promise<void> {
  const previews = new AsyncLocalStorage<boolean>();
  const word: EngineWord = { settings: {}, preview: () => previews.getStore() ?? false };
  const load = createRequire(require.resolve('@pulumi/pulumi/package.json'));
  const { Server } = load('@grpc/grpc-js') as { readonly Server: { readonly prototype: GrpcServer } };
  const add: unknown = Reflect.get(Server.prototype, 'addService');
  Server.prototype.addService = function (this: GrpcServer, definition, implementation) {
    const call = (name: string): Handler => {
      const handler = implementation[name];
      if (handler === undefined) throw new Error(`The SDK's server has no ${name}.`);
      return handler.bind(implementation);
    };
    const [configure, create, update] = ['configure', 'create', 'update'].map(call);
    implementation['configure'] = (asked, answer) => {
      word.settings = asked.request.getArgs()?.toJavaScript() ?? {};
      return configure?.(asked, (error, response) => {
        response.setSupportspreview(true);
        answer(error, response);
      });
    };
    implementation['create'] = (asked, answer) =>
      previews.run(asked.request.getPreview(), () => create?.(asked, answer));
    implementation['update'] = (asked, answer) =>
      previews.run(asked.request.getPreview(), () => update?.(asked, answer));
    if (typeof add === 'function') Reflect.apply(add, this, [definition, implementation]);
  };
  await main(make(word), process.argv.slice(2));
}
