import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { SEEN_FILE } from '../../../lib/gitops/publish/seen.js';
import { publish, type PublishOptions, type PublishReport } from '../../../lib/gitops/index.js';

/** Texts of files by path. */
export type Tree = Readonly<Record<string, string>>;

/** Publish waits for the disk at each file, and these tests write many: where there is one, a disk in memory does. */
const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const made: string[] = [];

/** Removes what the tests of a file made. */
export function removeSandboxes(): void {
  for (const folder of made.splice(0)) {
    chmodSync(folder, 0o755);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A tree to publish, and a checkout beside it. */
export class Sandbox {
  readonly root = mkdtempSync(join(MEMORY, 'mesh-publish-'));
  readonly dist = join(this.root, 'dist');
  readonly checkout = join(this.root, 'checkout');

  constructor() {
    made.push(this.root);
    mkdirSync(this.checkout);
  }

  /** Publishes a tree. */
  publish(tree: Tree, options: PublishOptions = {}): PublishReport {
    this.synth(tree);
    return publish(this.dist, this.checkout, options);
  }

  /** Writes a tree as synth would. */
  synth(tree: Tree): void {
    rmSync(this.dist, { recursive: true, force: true });
    mkdirSync(this.dist);
    writeTree(this.dist, tree);
  }

  /** Writes files into the checkout by hand. */
  edit(files: Tree): void {
    writeTree(this.checkout, files);
  }

  /** Text of a file of the checkout. */
  read(path: string): string {
    return readFileSync(join(this.checkout, path), 'utf8');
  }

  /** Every file of the checkout but those of Git, and but the notes that stay on this machine. */
  files(): Tree {
    return Object.fromEntries(Object.entries(readTree(this.checkout)).filter(([path]) => path !== SEEN_FILE));
  }

  /** What publish noted about this machine. */
  notes(): string {
    return this.read(SEEN_FILE);
  }

  /** Files of the checkout without the books of publish. */
  published(): Tree {
    return Object.fromEntries(Object.entries(this.files()).filter(([path]) => !path.startsWith('.tenant-mesh/')));
  }

  /** Runs git in the checkout. */
  git(...args: readonly string[]): string {
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...identity, ...args], { cwd: this.checkout, encoding: 'utf8' });
  }

  /** Commits everything in the checkout. */
  commit(): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '-m', 'state');
  }

  /** Times of last change of every file. */
  times(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      Object.keys(this.files()).map((path) => [path, statSync(join(this.checkout, path)).mtimeMs]),
    );
  }
}

/** Writes files below a folder. */
export function writeTree(root: string, tree: Tree): void {
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Every file below a folder but those of Git. */
export function readTree(root: string): Tree {
  const files = filesBelow(root)
    .map((file) => relative(root, file).split(sep).join('/'))
    .filter((path) => !path.startsWith('.git/'))
    .sort();
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** Walks by hand: some versions of Node follow links to folders when they list recursively. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

/** A ConfigMap as synth writes it. */
export function configMap(namespace: string, name: string, value = 'one'): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\ndata:\n  value: ${value}\n`;
}

/** kustomization.yaml of a unit, with images that Flux bumps: tags by policy. */
export function kustomization(resources: readonly string[], tags: Readonly<Record<string, string>> = {}): string {
  const images = Object.entries(tags).map(
    ([policy, tag]) =>
      `  - name: ghcr.io/example/${policy}\n    newTag: ${tag} # {"$imagepolicy": "flux-system:${policy}:tag"}\n`,
  );
  const head = `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n`;
  const list = [...resources].sort().map((name) => `  - ${name}\n`);
  return head + list.join('') + (images.length > 0 ? `images:\n${images.join('')}` : '');
}

/** An ImagePolicy that takes a range of versions. */
export function imagePolicy(name: string, range: string): string {
  return [
    'apiVersion: image.toolkit.fluxcd.io/v1',
    'kind: ImagePolicy',
    'metadata:',
    `  name: ${name}`,
    '  namespace: flux-system',
    'spec:',
    '  imageRepositoryRef:',
    `    name: ${name}`,
    '  policy:',
    '    semver:',
    `      range: "${range}"`,
    '',
  ].join('\n');
}

/** The tree of a cluster with some tenants: a small likeness of what synth writes. */
export function clusterTree(tenants: Readonly<Record<string, string>>, cluster = 'prod'): Tree {
  const names = Object.keys(tenants).sort();
  const units = names.flatMap((name) => [`apps/${name}`, `tenants/${name}`]);
  const tree: Record<string, string> = {
    '.gitattributes': '/clusters/** text eol=lf\n',
    [`clusters/${cluster}/kustomization.yaml`]: kustomization([
      'flux-system',
      ...units.map((unit) => `${unit.replace('/', '-')}.yaml`),
    ]),
    [`clusters/${cluster}/flux-system/gotk-sync.yaml`]: '# Filled by flux.\n',
    [`clusters/${cluster}/SECRETS.md`]: `# Secrets of ${names.join(', ')}\n`,
  };
  for (const unit of units)
    tree[`clusters/${cluster}/${unit.replace('/', '-')}.yaml`] = configMap('flux-system', unit.replace('/', '-'));
  for (const [name, tag] of Object.entries(tenants)) {
    const apps = `manifests/${cluster}/apps/${name}`;
    tree[`${apps}/configmap_${name}_app.yaml`] = configMap(name, 'app');
    tree[`${apps}/kustomization.yaml`] = kustomization([`configmap_${name}_app.yaml`], { [`${name}-app`]: tag });
    tree[`manifests/${cluster}/tenants/${name}/kustomization.yaml`] = kustomization(['configmap_rails.yaml']);
    tree[`manifests/${cluster}/tenants/${name}/configmap_rails.yaml`] = configMap(name, 'rails');
    tree[`manifests/${cluster}/tenants/${name}/imagepolicy_app.yaml`] = imagePolicy(`${name}-app`, '>=1.0.0 <2.0.0');
  }
  return tree;
}

/** What Flux does when it finds a newer tag: it rewrites the value under the marker. */
export function bump(text: string, policy: string, tag: string): string {
  return text.replace(
    new RegExp(`newTag: \\S+( # \\{"\\$imagepolicy": "flux-system:${policy}:tag"\\})`),
    `newTag: ${tag}$1`,
  );
}
