import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { KUBERNETES_VERSION } from './versions.js';

const MODULE = join(__dirname, '../go');
const CONTROL_PLANE = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl'] as const;

/** Variables that point at a folder of ready programs; the first one set is used. */
export const FOLDER_VARIABLES = ['TENANT_MESH_BIN', 'KUBEBUILDER_ASSETS'] as const;

/** Programs without which no bench starts. */
export const NEEDED = ['etcd', 'kube-apiserver', 'kube-controller-manager'] as const;

/** Folder of the programs: a ready one, or the one built from the Go module and kept in the cache. */
export function programFolder(say: (line: string) => void): string {
  for (const variable of FOLDER_VARIABLES) {
    const folder = process.env[variable];
    if (folder !== undefined && folder !== '') return readyFolder(folder, variable);
  }
  const folder = join(cacheRoot(), moduleDigest(), 'bin');
  if (existsSync(folder)) {
    say(`Programs of the bench: ${folder}`);
  } else {
    build(folder, say);
  }
  return folder;
}

function readyFolder(folder: string, variable: string): string {
  const missing = NEEDED.filter((name) => !existsSync(join(folder, name)));
  if (missing.length === 0) return folder;
  throw new Error(`${variable} names ${folder}, where ${missing.join(', ')} is missing. Name a folder that holds it.`);
}

function cacheRoot(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tenant-mesh', 'cluster');
}

/** Digest of all that decides what the programs do: the sources, the pinned modules, the version they are stamped with. */
function moduleDigest(): string {
  const hash = createHash('sha256').update(KUBERNETES_VERSION);
  const entries = readdirSync(MODULE, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) hash.update(`\0${relative(MODULE, file)}\0`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

function build(folder: string, say: (line: string) => void): void {
  requireGo();
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(`${folder}-`);
  try {
    for (const program of ['controlplane', 'crdcheck']) {
      say(
        `Building ${program} of Kubernetes ${KUBERNETES_VERSION}; the first time this takes minutes and 7 GB of disk.`,
      );
      const start = Date.now();
      compile(program, work);
      say(`Built ${program} in ${Math.round((Date.now() - start) / 1000)} s.`);
    }
    for (const name of CONTROL_PLANE) symlinkSync('controlplane', join(work, name));
    // Two benches may build at once; the one that comes second uses what the first one made.
    if (!existsSync(folder)) renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function requireGo(): void {
  if (spawnSync('go', ['version'], { env: process.env }).status === 0) return;
  throw new Error(
    'The bench builds its programs with Go, and there is none on the PATH. Install Go 1.25 or newer, or name a folder ' +
      `with ${NEEDED.join(', ')}: npm run test:cluster -- --bin DIR, or KUBEBUILDER_ASSETS=DIR.`,
  );
}

function compile(program: string, folder: string): void {
  const args = ['build', '-mod=readonly', '-trimpath', '-p', '2', '-ldflags', `-s -w ${stamp()}`];
  const { status, error } = spawnSync('go', [...args, '-o', join(folder, program), `./cmd/${program}`], {
    cwd: MODULE,
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error(`go build of ${program} failed`, { cause: error });
}

/** Without the stamp the server calls itself a development version, which no program compares well. */
function stamp(): string {
  const [major, minor] = KUBERNETES_VERSION.split('.');
  const values = { gitVersion: `v${KUBERNETES_VERSION}`, gitMajor: major, gitMinor: minor };
  return ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
    .flatMap((path) => Object.entries(values).map(([name, value]) => `-X ${path}.${name}=${value}`))
    .join(' ');
}
