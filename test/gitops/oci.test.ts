import { parse, parseAllDocuments } from 'yaml';
import { Chart } from 'cdk8s';
import type { ClusterArtifact, ClusterProps } from '../../lib/app/index.js';
import { ImageAutomation } from '../../constructs/flux/index.js';
import { publish } from '../../lib/gitops/index.js';
import { Program, refusal, removePrograms, twoUnits } from '../app/program.js';
import { Sandbox, removeSandboxes } from './publish/sandbox.js';

beforeEach(() => {
  process.env['TENANT_MESH_SUMMARY'] = '/dev/null';
});
afterEach(() => {
  delete process.env['TENANT_MESH_SUMMARY'];
  removePrograms();
  removeSandboxes();
});

const KEYLESS = {
  kind: 'keyless',
  matchOIDCIdentity: [
    {
      issuer: String.raw`^https://token\.actions\.githubusercontent\.com$`,
      subject: String.raw`^https://github\.com/example/fleet/\.github/workflows/publish\.yaml@refs/heads/main$`,
    },
  ],
} as const;

const ARTIFACT: ClusterArtifact = {
  kind: 'oci',
  url: 'oci://ghcr.io/example/fleet',
  ref: { kind: 'tag', tag: 'stable' },
  pullSecret: 'registry',
  verify: KEYLESS,
};

function program(artifact: Partial<ClusterArtifact> = {}, props: Partial<ClusterProps> = {}): Program {
  const made = new Program({ repository: { ...ARTIFACT, ...artifact } as ClusterArtifact, ...props });
  twoUnits(made);
  return made;
}

const FLUX = 'clusters/metal-prod/flux-system';

describe('a tree in an OCI artifact', () => {
  it('holds its own source and entry, beside what `flux install` fills', () => {
    const files = program().synth();
    expect(Object.keys(files).filter((path) => path.startsWith(FLUX))).toEqual([
      `${FLUX}/gotk-components.yaml`,
      `${FLUX}/kustomization.yaml`,
      `${FLUX}/source.yaml`,
      `${FLUX}/sync.yaml`,
    ]);
    expect(parse(files[`${FLUX}/source.yaml`] ?? '')).toMatchSnapshot('source');
    expect(parse(files[`${FLUX}/sync.yaml`] ?? '')).toMatchSnapshot('sync');
    const lockdown = parse(files[`${FLUX}/kustomization.yaml`] ?? '') as { readonly resources: readonly string[] };
    expect(lockdown.resources).toEqual(['gotk-components.yaml', 'source.yaml', 'sync.yaml']);
    expect(files[`${FLUX}/gotk-components.yaml`]).toContain('flux install --export');
    expect(parseAllDocuments(files[`${FLUX}/gotk-components.yaml`] ?? '')).toHaveLength(0);
  });

  it('is what every Kustomization reads, by the same paths as in Git', () => {
    const files = program().synth();
    const step = files['clusters/metal-prod/tenants-tenant-a.yaml'];
    expect(step).toContain('  sourceRef:\n    kind: OCIRepository\n    name: flux-system\n');
    expect(step).toContain('  path: ./manifests/metal-prod/tenants/tenant-a\n');
  });

  it('names the Secrets by which it is pulled and verified', () => {
    const secrets = program({ verify: { kind: 'key', secretName: 'cosign' } }).synth()[
      'clusters/metal-prod/SECRETS.md'
    ];
    expect(secrets).toContain(
      '| - | flux-system | registry | `.dockerconfigjson` | key by which Flux reads the artifact |',
    );
    expect(secrets).toContain('| - | flux-system | cosign | - | public keys, in files named *.pub');
  });

  it('is synced by a FluxInstance, which is told of the signature by a patch', () => {
    const files = program(
      { ref: { kind: 'semver', range: '>=1.0.0' } },
      { bootstrap: { kind: 'flux-operator' } },
    ).synth();
    const { spec } = parse(files[`${FLUX}/flux-instance.yaml`] ?? '') as {
      readonly spec: { readonly sync: unknown; readonly kustomize: { readonly patches: readonly { patch: string }[] } };
    };
    expect(spec.sync).toEqual({
      interval: '1m',
      kind: 'OCIRepository',
      path: 'clusters/metal-prod',
      pullSecret: 'registry',
      ref: 'latest',
      url: 'oci://ghcr.io/example/fleet',
    });
    expect(parse(spec.kustomize.patches.at(-1)?.patch ?? '')).toEqual([
      { op: 'replace', path: '/spec/ref', value: { semver: '>=1.0.0' } },
      { op: 'add', path: '/spec/verify', value: { provider: 'cosign', matchOIDCIdentity: KEYLESS.matchOIDCIdentity } },
    ]);
  });

  it('may be pinned to its bytes, and left unsigned', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const { kind, url } = ARTIFACT;
    const made = new Program({ repository: { kind, url, ref: { kind: 'digest', digest } } });
    twoUnits(made);
    expect(parse(made.synth()[`${FLUX}/source.yaml`] ?? '')).toHaveProperty('spec', {
      interval: '1m0s',
      ref: { digest },
      url: 'oci://ghcr.io/example/fleet',
    });
  });

  it('is published into a folder, in which the CLI owns one file and publish the others', () => {
    const made = program();
    made.synth();
    const sandbox = new Sandbox();
    publish(made.app.outdir, sandbox.checkout);
    sandbox.edit({ [`${FLUX}/gotk-components.yaml`]: '# filled\n' });
    expect(publish(made.app.outdir, sandbox.checkout).written).toEqual([]);
    expect(sandbox.read(`${FLUX}/gotk-components.yaml`)).toBe('# filled\n');
    expect(sandbox.read('.tenant-mesh/clusters/metal-prod.jsonl')).toContain(`${FLUX}/source.yaml`);
  });

  it.each([
    [
      'URL',
      () => program({ url: 'https://ghcr.io/example/fleet' }),
      'TM1011 at metal-prod: repository.url: not the URL of an OCI artifact (got "https://ghcr.io/example/fleet"). Write a URL such as "oci://ghcr.io/example/fleet".',
    ],
    [
      'tag',
      () => program({ ref: { kind: 'tag', tag: 'a b' } }),
      'TM1015 at metal-prod: repository.ref: not a version of an OCI artifact (got "a b"). Write a tag such as "stable".',
    ],
    ['range', () => program({ ref: { kind: 'semver', range: 'newest!' } }), 'Write a range such as ">=1.0.0 <2.0.0".'],
    [
      'digest',
      () => program({ ref: { kind: 'digest', digest: 'sha256:1' } }),
      'Write a digest such as "sha256:", followed by 64',
    ],
    [
      'open identity',
      () => program({ verify: { kind: 'keyless', matchOIDCIdentity: [{ issuer: 'github.com', subject: '^a$' }] } }),
      'TM1016 at metal-prod: repository.verify: an identity is a regular expression from "^" to "$" that does not accept everything (got "github.com").',
    ],
    [
      'bootstrap',
      () => program({}, { bootstrap: { kind: 'flux-bootstrap' } }),
      'TM2028 at metal-prod: bootstrap: `flux bootstrap` writes into a Git repository, and this cluster reads an OCI artifact (got "flux-bootstrap"). Write `bootstrap: { kind: "flux-install" }` or `{ kind: "flux-operator" }`.',
    ],
    [
      'second Secret',
      () => program({}, { bootstrap: { kind: 'flux-operator', pullSecret: 'other' } }),
      'TM2028 at metal-prod: bootstrap.pullSecret: an OCI artifact names its own Secret (got "other"). Write it as `repository.pullSecret`.',
    ],
  ])('refuses a wrong %s', (_what, make, message) => {
    expect(refusal(make)).toContain(message);
  });

  it('refuses image automation, which commits to Git', () => {
    const made = program();
    new ImageAutomation(new Chart(made.cluster, 'configs'), 'automation', { branch: 'main', path: './manifests' });
    expect(refusal(() => made.synth())).toContain(
      'TM5014 at metal-prod/configs/automation/Resource: spec.sourceRef: Flux commits image tags to a Git repository, and the tree of this cluster comes from an OCI artifact (got "flux-system"). Leave image automation out and change tags in the program, or give the cluster a Git repository.',
    );
  });
});

it('a Git repository may be read after `flux install` too', () => {
  const made = new Program({ bootstrap: { kind: 'flux-install' } });
  twoUnits(made);
  const files = made.synth();
  expect(files[`${FLUX}/source.yaml`]).toContain(
    '    branch: main\n  url: ssh://git@git.example.com/fleet.git\n  secretRef:\n',
  );
  expect(files['clusters/metal-prod/SECRETS.md']).toContain('`identity`, `known_hosts`');
});
