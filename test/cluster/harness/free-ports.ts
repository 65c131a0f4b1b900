import { createServer } from 'node:net';

/** Below the range from which the system gives ports to connections, so that none takes one between look and use. */
const FIRST = 16_000;
/** Test files that run beside each other look each in a range of its own. */
const EACH = 1_000;
const RANGES = 16;
let next = Math.floor(Math.random() * EACH);

/** Ports on loopback that nobody listens on; no port comes twice before all others came once. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const first = FIRST + (Number(process.env['JEST_WORKER_ID'] ?? 0) % RANGES) * EACH;
  const ports: number[] = [];
  for (let tries = 0; ports.length < count; tries += 1) {
    if (tries === EACH) throw new Error(`No ${String(count)} ports from ${String(first)} on are free.`);
    const port = first + next;
    next = (next + 1) % EACH;
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
