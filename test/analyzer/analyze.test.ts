import { analyze } from '../../lib/analyzer/index.js';
import { replicasBesideCanary } from '../../lib/analyzer/rules/flagger/replicas-beside-canary.js';
import { setOf } from './rule-tester.js';

const manifests = (annotations: string) => `
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: { name: web, namespace: a }
spec: { targetRef: { apiVersion: apps/v1, kind: Deployment, name: web } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: a, annotations: ${annotations} }
spec: { replicas: 2, selector: { matchLabels: { app: web } } }`;

describe('a waiver', () => {
  it('silences its own code where a reason is given', () => {
    const waived = '{ tenant-mesh.io/waive: "TM4501, TM4402", tenant-mesh.io/waive-reason: Flux ignores the field }';
    expect(analyze(setOf(manifests(waived)))).toEqual([]);
  });

  it('silences no other code', () => {
    const other = '{ tenant-mesh.io/waive: TM4501, tenant-mesh.io/waive-reason: Flux ignores the field }';
    expect(analyze(setOf(manifests(other))).map(({ code }) => code)).toEqual(['TM4402']);
  });

  it('without a reason is a finding, and silences nothing', () => {
    const bare = '{ tenant-mesh.io/waive: TM4402 }';
    expect(analyze(setOf(manifests(bare))).map(({ code }) => code)).toEqual(['TM4001', 'TM4402']);
  });
});

describe('findings', () => {
  it('bear level, origin, object and remedy', () => {
    expect(analyze(setOf(manifests('{}')), [replicasBesideCanary])).toEqual([
      {
        code: 'TM4402',
        level: 'error',
        where: { kind: 'file', file: 'test.yaml', line: 7 },
        object: { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'a', name: 'web' },
        field: 'spec.replicas',
        message: '2 replicas are written beside Canary "web"',
        remedy: 'Leave out `spec.replicas`; the Canary and its autoscaler decide.',
      },
    ]);
  });
});
