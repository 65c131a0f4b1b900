import { KUBERNETES_VERSION } from './versions.js';

/** A program that the bench builds. */
export interface Part {
  readonly name: string;
  /** Folder below `go/` that holds the Go module with its pinned versions. */
  readonly module: string;
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
const KUBERNETES_STAMP = Object.fromEntries(
  ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((path) => {
    const [major = '', minor = ''] = KUBERNETES_VERSION.split('.');
    return [
      [`${path}.gitVersion`, `v${KUBERNETES_VERSION}`],
      [`${path}.gitMajor`, major],
      [`${path}.gitMinor`, minor],
    ];
  }),
);

/** Every program, in the order in which they are built. */
export const PARTS: readonly Part[] = [
  { name: 'isolate', module: 'isolate', target: '.' },
  {
    name: 'controlplane',
    module: 'control-plane',
    target: './cmd/controlplane',
    upstream: 'k8s.io/kubernetes',
    roles: ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl'],
    stamp: KUBERNETES_STAMP,
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
];

/** The program of a name, be it its own or that of a role. */
export function partOf(program: string): Part {
  const part = PARTS.find(({ name, roles = [] }) => name === program || roles.includes(program));
  if (part === undefined) throw new Error(`The bench builds no program ${program}; parts.ts lists those it builds.`);
  return part;
}
