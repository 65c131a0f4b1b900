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

const OPERATOR = { kind: 'flux-operator' } as const;
const FLUX = 'clusters/metal-prod/flux-system';

function program(bootstrap: ConstructorParameters<typeof Program>[0] = { bootstrap: OPERATOR }): Program {
  const made = new Program(bootstrap);
  twoUnits(made);
  return made;
}

describe('Flux by flux-operator', () => {
  it('is one FluxInstance with the lockdown, in place of the files of flux bootstrap', () => {
    const files = program().synth();
    expect(Object.keys(files).filter((path) => path.startsWith(FLUX))).toEqual([
      `${FLUX}/flux-instance.yaml`,
      `${FLUX}/kustomization.yaml`,
    ]);
    expect(files[`${FLUX}/flux-instance.yaml`]).toMatchSnapshot();
    expect(files[`${FLUX}/kustomization.yaml`]).toContain('resources:\n  - flux-instance.yaml\n');
    expect(files['clusters/metal-prod/kustomization.yaml']).toContain('  - flux-system\n');
  });

  it('reads the branch and the folder of the cluster, as the source that Kustomizations name', () => {
    const [set] = program().app.manifests();
    expect(set?.get('source.toolkit.fluxcd.io', 'GitRepository', 'flux-system', 'flux-system')).toMatchObject({
      layer: 'predicted',
      object: { spec: { ref: { name: 'refs/heads/main' }, secretRef: { name: 'flux-system' } } },
    });
    expect(set?.get('fluxcd.controlplane.io', 'FluxInstance', 'flux-system', 'flux')?.layer).toBe('written');
  });

  it.each([
    ['ssh://git@git.example.com/fleet.git', '| flux-system | fleet-key | `identity`, `known_hosts` |'],
    ['https://git.example.com/fleet.git', '| flux-system | fleet-key | `password`, `username` |'],
  ])('needs a Secret that somebody supplies for %s', (url, row) => {
    const bootstrap = {
      ...OPERATOR,
      pullSecret: 'fleet-key',
      size: 'large',
      version: '2.9.x',
      registry: 'registry.example.com/flux',
    } as const;
    const files = program({ bootstrap, repository: { url, branch: 'main' }, clusterDomain: 'mesh.example' }).synth();
    expect(files['clusters/metal-prod/SECRETS.md']).toContain(row);
    for (const line of [
      'domain: mesh.example',
      'size: large',
      'version: 2.9.x',
      'registry: registry.example.com/flux',
      'pullSecret: fleet-key',
    ]) {
      expect(files[`${FLUX}/flux-instance.yaml`]).toContain(`    ${line}\n`);
    }
  });

  it.each(['1.2.3', 'latest', '2', '2.x.x'])('of version %j is refused', (version) => {
    expect(refusal(() => program({ bootstrap: { ...OPERATOR, version } }))).toBe(
      `TM2025 at metal-prod: bootstrap.version: not a version of Flux 2 (got "${version}"). ` +
        'Write a version such as "2.9.0", or a range such as "2.x" or "2.9.x".',
    );
  });

  it('leaves what flux bootstrap filled before in the repository', () => {
    const box = new Sandbox();
    const first = new Program();
    twoUnits(first);
    first.synth();
    publish(first.app.outdir, box.checkout);
    box.edit({ [`${FLUX}/gotk-components.yaml`]: 'filled: true\n' });
    const next = program();
    next.synth();
    publish(next.app.outdir, box.checkout);
    expect(box.read(`${FLUX}/gotk-components.yaml`)).toBe('filled: true\n');
    expect(box.read(`${FLUX}/kustomization.yaml`)).not.toContain('gotk');
  });
});
