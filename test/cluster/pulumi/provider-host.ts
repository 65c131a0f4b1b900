import { createServer, type Socket } from 'node:net';
import { quickStructs } from '../../../lib/testing/pulumi/quick/structs.js';
import { awsProvider } from './aws-provider.js';
import { kubernetesProvider } from './kubernetes-provider.js';
import { serve, type MakeProvider } from './serve.js';

/** What the program that the engine starts asks for. */
interface Ask {
  readonly provider: string;
  /** Address of the engine. */
  readonly engine: string;
}

const PROVIDERS: Readonly<Record<string, MakeProvider>> = { aws: awsProvider, kubernetes: kubernetesProvider };

/**
 * Serves every provider of an engine from one process. The engine starts a provider anew for each run, and to load the
 * SDK takes longer than most runs; so what it starts is `ask-host.cjs`, which asks here for the port, and the provider
 * lasts as long as that program does.
 */
async function answer(socket: Socket, { provider, engine }: Ask): Promise<void> {
  const make = PROVIDERS[provider];
  if (make === undefined) throw new Error(`There is no provider ${provider}.`);
  const { port, close } = await serve(make, engine);
  socket.on('close', close);
  socket.write(`${String(port)}\n`);
}

function listen(path: string): void {
  const server = createServer((socket) => {
    // Whoever asked was killed.
    socket.on('error', () => socket.destroy());
    socket.once('data', (text) => {
      answer(socket, JSON.parse(text.toString()) as Ask).catch((error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        socket.destroy();
      });
    });
  });
  server.listen(path);
}

quickStructs();
// Each provider of the SDK listens to the process.
process.setMaxListeners(0);
// Whoever started this is gone.
process.on('disconnect', () => process.exit(0));
const [, , path = ''] = process.argv;
listen(path);
