import { connect, createServer, type Server } from 'node:tls';
import type { AddressInfo } from 'node:net';

/** What a server shows, and what its client trusts; all in PEM. */
export interface Handshake {
  readonly chain: string;
  readonly key: string;
  readonly root: string;
  /** Host that the client asks for; without it names are not compared. @default - any */
  readonly host?: string;
}

/** Has a TLS client judge a chain as OpenSSL does, path lengths included. Returns what it objects to, or nothing. */
export async function judgeChain({ chain, key, root, host }: Handshake): Promise<string | undefined> {
  const server = createServer({ cert: chain, key });
  const port = await listen(server);
  try {
    return await new Promise((resolve) => {
      const named = host === undefined ? { checkServerIdentity: () => undefined } : { servername: host };
      const socket = connect({ host: '127.0.0.1', port, ca: root, ...named });
      socket.once('secureConnect', () => {
        resolve(undefined);
        socket.destroy();
      });
      socket.once('error', (error: Error) => {
        resolve(error.message);
      });
    });
  } finally {
    server.close();
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}
