import { KUBERNETES_VERSION, LINES, type Line } from './versions.js';

/** A program that the bench builds. */
export interface Part {
  readonly name: string;
  /** Folder below `go/` that holds the Go module with its pinned versions. */
  readonly module: string;
  /** File of pinned versions, for a program that is built from several sets of them. @default 'go.mod' */
  readonly versions?: string;
  /** Go package of the program. */
  readonly target: string;
  /** Module that the program comes from; its version is the pinned one. @default - our own */
  readonly upstream?: string;
  /** Names by which the program is called, each another role. @default - its own name alone */
  readonly roles?: readonly string[];
  /** Values that the linker sets, as package path and value. @default - none */
  readonly stamp?: Readonly<Record<string, string>>;
}

/** Without the stamp the server calls itself a development version, which no program compares well. */
function kubernetesStamp(version: string): Readonly<Record<string, string>> {
  const [major = '', minor = ''] = version.split('.');
  return Object.fromEntries(
    ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((path) => [
      [`${path}.gitVersion`, `v${version}`],
      [`${path}.gitMajor`, major],
      [`${path}.gitMinor`, minor],
    ]),
  );
}

/** The API server of another line, called by its name with that of the line behind. */
function lineOf(line: Line, versions: string): Part {
  return {
    name: `kube-apiserver-${line}`,
    module: 'lines',
    versions,
    target: '.',
    upstream: 'k8s.io/kubernetes',
    stamp: kubernetesStamp(LINES[line]),
  };
}

/** Every program but those of other lines, in the order in which they are built. */
const PARTS: readonly Part[] = [
  { name: 'isolate', module: 'isolate', target: '.' },
  {
    name: 'controlplane',
    module: 'control-plane',
    target: './cmd/controlplane',
    upstream: 'k8s.io/kubernetes',
    roles: ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl'],
    stamp: kubernetesStamp(KUBERNETES_VERSION),
  },
  { name: 'crdcheck', module: 'control-plane', target: './cmd/crdcheck', upstream: 'k8s.io/apiextensions-apiserver' },
  { name: 'cert-manager', module: 'cert-manager', target: '.', upstream: 'github.com/cert-manager/cert-manager' },
  { name: 'kwok', module: 'kwok', target: 'sigs.k8s.io/kwok/cmd/kwok', upstream: 'sigs.k8s.io/kwok' },
  {
    name: 'kustomize-controller',
    module: 'kustomize-controller',
    target: 'github.com/fluxcd/kustomize-controller',
    upstream: 'github.com/fluxcd/kustomize-controller',
  },
  { name: 'helm-values', module: 'helm-values', target: '.', upstream: 'github.com/fluxcd/pkg/chartutil' },
  { name: 'kyaml-set', module: 'kyaml-set', target: '.', upstream: 'sigs.k8s.io/kustomize/kyaml' },
  {
    name: 'flagger',
    module: 'flagger',
    target: 'github.com/fluxcd/flagger/cmd/flagger',
    upstream: 'github.com/fluxcd/flagger',
  },
  {
    name: 'metallb-controller',
    module: 'metallb',
    target: 'go.universe.tf/metallb/controller',
    upstream: 'go.universe.tf/metallb',
  },
  {
    name: 'pulumi',
    module: 'pulumi',
    target: 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi',
    upstream: 'github.com/pulumi/pulumi/pkg/v3',
    stamp: { 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version': '3.246.0' },
  },
];

/** Programs of the lines of Kubernetes beside the one that the bench runs on. */
const LINE_PARTS: readonly Part[] = [lineOf('oldest', 'oldest.mod'), lineOf('newest', 'go.mod')];

/** Variable that, set to 0, leaves the other lines of Kubernetes out: their programs and their tests. */
export const LINES_VARIABLE = 'TENANT_MESH_LINES';

/** Every program that a run needs. */
export function wantedParts(): readonly Part[] {
  return process.env[LINES_VARIABLE] === '0' ? PARTS : [...PARTS, ...LINE_PARTS];
}

/** The program of a name, be it its own or that of a role. */
export function partOf(program: string): Part {
  const part = [...PARTS, ...LINE_PARTS].find(({ name, roles = [] }) => name === program || roles.includes(program));
  if (part === undefined) throw new Error(`The bench builds no program ${program}; parts.ts lists those it builds.`);
  return part;
}
