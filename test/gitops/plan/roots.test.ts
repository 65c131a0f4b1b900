import type { ClusterScale } from '../../../lib/app/index.js';
import { publish, type PublishOptions, type PublishReport } from '../../../lib/gitops/index.js';
import { Program, removePrograms } from '../../app/program.js';
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
  program.app.synth();
  return publish(program.app.outdir, checkout, options);
}

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
