import { createHash } from 'node:crypto';
import { cpSync, existsSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Bench } from './bench.js';
import { Client } from './client.js';
import { installDefinitions, pinnedDefinitions } from './definitions.js';
import { cacheRoot, keep, programIn } from './programs.js';
import type { Line } from './versions.js';

const PARTS = ['member/snap', 'member/wal'];
/** What is stored of each definition: a store of another state is another store. */
const STATE = 'established';
/** Beside its log etcd keeps empty files for what is still to be written. */
const COPY = { recursive: true, filter: (file: string): boolean => !file.endsWith('.tmp') };

/**
 * What etcd holds after a server of a line has taken every pinned definition; made once and kept. A server that starts
 * with it needs half the time of one that is given the definitions.
 */
export async function definitionsStore(programs: string, line?: Line): Promise<string> {
  const server = line === undefined ? 'kube-apiserver' : `kube-apiserver-${line}`;
  const folder = join(cacheRoot(), 'stores', digest([programIn(programs, 'etcd'), programIn(programs, server)]));
  if (!existsSync(folder)) {
    const bench = await Bench.start(programs, { line, controllers: 'none' });
    try {
      await install(bench);
      await bench.end();
      keep(folder, (work) => {
        for (const part of PARTS) cpSync(bench.path(join('etcd', part)), join(work, part), COPY);
      });
    } finally {
      await bench.stop();
    }
  }
  return folder;
}

async function install(bench: Bench): Promise<void> {
  const client = new Client(bench.address);
  await installDefinitions(client).finally(() => {
    client.close();
  });
}

/** Digest of programs, by where they are and when they were made, and of the definitions. */
function digest(programs: readonly string[]): string {
  const hash = createHash('sha256').update(STATE);
  for (const program of programs) {
    const file = realpathSync(program);
    const { size, mtimeMs } = statSync(file);
    hash.update(`\0${file}\0${String(size)}\0${String(mtimeMs)}\0`);
  }
  for (const definition of pinnedDefinitions()) hash.update(`\0${JSON.stringify(definition)}\0`);
  return hash.digest('hex').slice(0, 16);
}
