import { ApiObject } from 'cdk8s';
import { markUnit } from '../../../lib/model/index.js';
import { checkObjectSize } from '../../../lib/gitops/writer.js';
import { formatFinding, type ManifestSet } from '../../../lib/manifest/index.js';
import { refusal } from '../../app/program.js';
import { Program, configMap, namespace, removePrograms } from '../../app/program.js';

beforeEach(() => {
  process.env['TENANT_MESH_SUMMARY'] = '/dev/null';
});
afterEach(() => {
  delete process.env['TENANT_MESH_SUMMARY'];
  removePrograms();
});

const KILOBYTE = 1024;

/** A program with a unit in which something is made. */
function programWith(make: (unit: ReturnType<Program['group']>) => void): Program {
  const program = new Program();
  const unit = program.group('mesh');
  markUnit(unit, { path: 'infrastructure/istiod' });
  namespace(unit, 'tenant-a');
  make(unit);
  return program;
}

function setOf(program: Program): ManifestSet {
  const [set] = program.app.manifests();
  if (set === undefined) throw new Error('there is one cluster');
  return set;
}

/** Findings about a release of a chart with values of some size, beside values that it reads. */
function release(chart: string, kilobytes: number, read = 0) {
  const program = programWith((unit) => {
    new ApiObject(unit, 'release', {
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: { name: 'mesh', namespace: 'tenant-a' },
      spec: {
        interval: '1h',
        chart: { spec: { chart, sourceRef: { kind: 'HelmRepository', name: 'mesh' } } },
        values: { meshConfig: 'x'.repeat(kilobytes * KILOBYTE) },
        valuesFrom: [
          { kind: 'ConfigMap', name: 'values' },
          { kind: 'Secret', name: 'values' },
        ],
      },
    });
    configMap(unit, 'values', { values: 'x'.repeat(read * KILOBYTE) });
  });
  return checkObjectSize(setOf(program)).map(formatFinding);
}

const REMEDY =
  'Give tenants that bring their tokens themselves `access: { kind: "jwt" }`, or spread the tenants over several clusters.';

describe('the values of istiod', () => {
  it('are refused where the ConfigMap that the chart makes of them, twice, is larger than the API server takes', () => {
    expect(release('istiod', 600)).toEqual([
      `TM5117 at metal-prod/mesh/release (HelmRelease tenant-a/mesh): the ConfigMap that its chart makes of its values has about 1217 kB, and 1024 kB are the most that the API server takes. ${REMEDY}`,
    ]);
  });

  it('are told of before that, those that are read from ConfigMaps with them', () => {
    const message = `TM5118 at metal-prod/mesh/release (HelmRelease tenant-a/mesh): the ConfigMap that its chart makes of its values has about 917 kB, and 1024 kB are the most that the API server takes. ${REMEDY}`;
    expect(release('istiod', 450)).toEqual([message]);
    expect(release('istiod', 50, 400)).toEqual([message]);
  });

  it('are nothing to speak of below, and nor are those of another chart', () => {
    expect(release('istiod', 350)).toEqual([]);
    expect(release('flagger', 600)).toEqual([]);
  });
});

describe('an object that grows', () => {
  it('stops synth where the API server would not take it, and is told of before', () => {
    const large = (kilobytes: number): Program =>
      programWith((unit) => configMap(unit, 'large', { text: 'x'.repeat(kilobytes * KILOBYTE) }));
    expect(refusal(() => large(1100).synth())).toContain(
      'TM5117 at metal-prod/mesh/large: the object has about 1101 kB, and 1024 kB are the most that the API server takes. Make several of it.',
    );
    expect(checkObjectSize(setOf(large(900))).map(({ code, level }) => [code, level])).toEqual([['TM5118', 'warning']]);
    expect(checkObjectSize(setOf(large(800)))).toEqual([]);
  });
});
