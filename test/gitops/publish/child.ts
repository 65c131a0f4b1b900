import { isProcessAlive } from '../../../lib/gitops/publish/lock.js';
import { publishOn } from '../../../lib/gitops/publish/publish.js';
import { FaultyDisk } from './faulty-disk.js';

/** Publishes in a process of its own, which at one step kills itself, or stands still until somebody kills it. */
const [source = '', checkout = '', step = '0', end = 'kill'] = process.argv.slice(2);

function stop(): never {
  if (end === 'kill') process.kill(process.pid, 'SIGKILL');
  process.stdout.write('still\n');
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const disk = new FaultyDisk(Number(step), 'killed-within', stop);
publishOn({ disk, isAlive: isProcessAlive }, source, checkout, {});
