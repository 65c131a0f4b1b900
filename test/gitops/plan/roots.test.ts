import { Construct } from 'constructs';
import type { ClusterScale } from '../../../lib/app/index.js';
import { publish, type PublishOptions, type PublishReport } from '../../../lib/gitops/index.js';
import { joinUnit } from '../../../lib/model/index.js';
import { configMap, Program, removePrograms } from '../../app/program.js';
import { addTenants } from '../clusters/programs.js';
import { removeSandboxes, Sandbox } from '../publish/sandbox.js';

beforeEach(() => {
  process.env['TENANT_MESH_SUMMARY'] = '/dev/null';
});
afterEach(() => {
  delete process.env['TENANT_MESH_SUMMARY'];
  removePrograms();
  removeSandboxes();
});

function publishTo({ checkout }: Sandbox, scale: ClusterScale, options?: PublishOptions): PublishReport {
  const program = new Program({ scale });
  addTenants(program.cluster, ['amber', 'birch']);
  for (const tenant of ['amber', 'birch']) {
    const settings = new Construct(program.cluster, `settings-${tenant}`);
    joinUnit(settings, `tenants/${tenant}`);
    configMap(settings, `rails-${tenant}`);
  }
  program.app.synth();
  return publish(program.app.outdir, checkout, options);
}

it('what stays in its folder keeps its mark until the Kustomization that had it is gone', () => {
  const box = new Sandbox();
  const rails = ['amber', 'birch'].map(
    (tenant) => `manifests/metal-prod/tenants/${tenant}/configmap_tenant-a_rails-${tenant}.yaml`,
  );
  publishTo(box, {});
  const before = rails.map((path) => box.read(path));
  for (const scale of [{ groups: ['north'] }, {}] as const) {
    expect(publishTo(box, scale)).toMatchObject({ moves: { kind: 'mark' }, written: rails });
    const finished = publishTo(box, scale, { finishMoves: true });
    expect(finished.moves).toMatchObject({ kind: 'finish' });
    for (const path of rails) expect(box.read(path)).toContain('kustomize.toolkit.fluxcd.io/prune: disabled');
    expect(publishTo(box, scale)).toMatchObject({ moves: { kind: 'none' }, written: rails, removed: [] });
    expect(rails.map((path) => box.read(path))).toEqual(before);
    expect(publishTo(box, scale).written).toEqual([]);
  }
});

it('the plan lets a root go once its Kustomizations are marked to move, and needs no leave for that', () => {
  const box = new Sandbox();
  publishTo(box, { roots: ['east', 'west'] });
  const marked = publishTo(box, {});
  expect(marked.moves).toMatchObject({ kind: 'mark' });
  expect(marked.written).toHaveLength(4);
  const finished = publishTo(box, {}, { finishMoves: true });
  expect(finished.removed.filter((path) => path.includes('/root'))).not.toEqual([]);
  expect(Object.keys(box.published()).filter((path) => path.includes('root'))).toEqual([]);
});
