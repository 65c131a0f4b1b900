import { ApiObject } from 'cdk8s';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatSummary, type SynthSummary } from '../../lib/app/index.js';
import { KEYS, needSecret } from '../../lib/model/index.js';
import { Program, configMap, namespace, removePrograms } from './program.js';

afterEach(() => {
  delete process.env['TENANT_MESH_SUMMARY'];
  removePrograms();
});

function summaryOf(program: Program): SynthSummary {
  const file = join(program.outdir, 'summary.json');
  process.env['TENANT_MESH_SUMMARY'] = file;
  program.synth();
  return JSON.parse(readFileSync(file, 'utf8')) as SynthSummary;
}

describe('the summary', () => {
  it('says what was written, beside the tree and not in it', () => {
    const program = new Program(
      { externalFacts: ['vpc_id', 'pool_id'] },
      {
        checks: [
          (set) =>
            set
              .byKind('', 'ConfigMap')
              .filter(({ layer }) => layer === 'written')
              .map(({ origin, id }) => ({
                code: 'TM2018',
                level: 'warning',
                where: origin,
                object: id,
                field: '/data',
                message: 'is odd',
                remedy: 'Look at it.',
              })),
        ],
      },
    );
    const group = program.group('a');
    namespace(group, 'tenant-a', { [KEYS.tenant]: 'tenant-a' });
    namespace(group, 'tenant-a-auth', { [KEYS.tenant]: 'tenant-a' });
    configMap(group, 'map');
    needSecret(group, { namespace: 'tenant-a', name: 's', keys: [], purpose: 'a test' });
    const summary = summaryOf(program);
    expect(summary.clusters).toEqual([
      {
        name: 'metal-prod',
        tenants: ['tenant-a'],
        units: 1,
        objects: 4,
        systems: [
          ['kubernetes', 3],
          ['flux', 1],
        ],
        secrets: ['tenant-a/s'],
        storageClasses: [],
        facts: ['pool_id', 'vpc_id'],
      },
    ]);
    expect(summary).toMatchObject({ schemaVersion: 1, written: 12, unchanged: 0, removed: 0, charts: 0 });
    expect(formatSummary({ ...summary, seconds: 0.126 })).toBe(
      [
        'metal-prod',
        '  tenants  tenant-a',
        '  objects  4 in 1 unit: kubernetes 3, flux 1',
        '  secrets  supply tenant-a/s',
        '  facts    supply pool_id, vpc_id in flux-system/cluster-facts',
        '',
        'finding  TM2018 at metal-prod/a/map (ConfigMap tenant-a/map): /data: is odd. Look at it.',
        '12 files written, 0 unchanged, 1 finding, 0.13 s',
        '',
      ].join('\n'),
    );
  });

  it('says which StorageClasses volumes need that the tree does not bring', () => {
    const program = new Program();
    const group = program.group('a');
    const claim = (name: string, spec: object) =>
      new ApiObject(group, name, {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name, namespace: 'tenant-a' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
      });
    claim('default', {});
    claim('named', { storageClassName: 'ceph-block' });
    claim('brought', { storageClassName: 'own' });
    claim('by-hand', { storageClassName: '' });
    new ApiObject(group, 'class', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'own' },
      provisioner: 'ebs.csi.aws.com',
    });
    const summary = summaryOf(program);
    expect(summary.clusters[0]?.storageClasses).toEqual(['', 'ceph-block']);
    expect(formatSummary(summary)).toContain(
      "  volumes  need the cluster's default StorageClass, StorageClass ceph-block\n",
    );
  });
});
