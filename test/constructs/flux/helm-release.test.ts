import { type Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import { HelmRelease, mergeValues, type HelmReleaseProps } from '../../../constructs/flux/index.js';
import { fact, predictions, type JsonObject } from '../../../lib/model/index.js';
import { refusal } from '../../refusal.js';

const BASE: HelmReleaseProps = { name: 'metallb', targetNamespace: 'metallb-system', chart: 'metallb' };

function release(props: Partial<HelmReleaseProps> = {}): { chart: Chart; release: HelmRelease } {
  const chart = Testing.chart();
  return { chart, release: new HelmRelease(chart, 'release', { ...BASE, ...props }) };
}

describe('HelmRelease', () => {
  it('makes a release and a source of the same name in flux-system', () => {
    expect(Testing.synth(release({ values: { speaker: { frr: { enabled: false } } } }).chart)).toMatchSnapshot();
  });

  it('takes an OCI chart by tag, as a Helm layer that is copied', () => {
    const chart = release({ name: 'flagger', chart: 'flagger', targetNamespace: 'flagger-system' }).chart;
    const [source, helmRelease] = Testing.synth(chart) as JsonObject[];
    expect(source).toMatchObject({
      kind: 'OCIRepository',
      spec: { ref: { tag: '1.44.0' }, layerSelector: { operation: 'copy' } },
    });
    expect(helmRelease).toMatchObject({ spec: { chartRef: { kind: 'OCIRepository', name: 'flagger' } } });
  });

  it('runs as helm-controller and keeps release records out of the target namespace', () => {
    const [, helmRelease] = Testing.synth(release().chart) as JsonObject[];
    expect(helmRelease).toMatchObject({
      spec: { serviceAccountName: 'helm-controller', storageNamespace: 'flux-system', releaseName: 'metallb' },
    });
  });

  it('renders values of a function at synth, not before', () => {
    const names: string[] = [];
    const { chart } = release({ values: () => ({ imagePullSecrets: names.map((name) => ({ name })) }) });
    names.push('late');
    expect(Testing.synth(chart)[1]).toMatchObject({ spec: { values: { imagePullSecrets: [{ name: 'late' }] } } });
  });

  it('merges extraValues over values without a check', () => {
    const { chart } = release({ values: { loadBalancerClass: 'a' }, extraValues: { undocumented: true } });
    expect(Testing.synth(chart)[1]).toMatchObject({
      spec: { values: { loadBalancerClass: 'a', undocumented: true } },
    });
  });

  it('keeps its prediction for whoever reads the tree', () => {
    const made = release({ predict: () => [{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' } }] });
    expect(predictions(made.release).flatMap((make) => make())).toEqual([
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' } },
    ]);
  });

  it('accepts a fact where the schema wants a string', () => {
    expect(() => release({ values: { loadBalancerClass: fact('lb_class', 'metallb') } })).not.toThrow();
  });
});

describe('HelmRelease refuses', () => {
  it('a value that a chart without a schema does not list', () => {
    const text = refusal(() => release({ name: 'flagger', chart: 'flagger', values: { meshProvder: 'istio' } }));
    expect(text).toContain('TM1701 at test/release: values.meshProvder: chart "flagger" 1.44.0 has no such value');
    expect(text).toContain('Write "meshProvider"');
    expect(text).toContain('`extraValues`');
  });

  it('a nested value that a closed schema does not list', () => {
    const values = { webhook: { replicaCont: 2 } };
    const text = refusal(() => release({ name: 'cert-manager', chart: 'cert-manager', values }));
    expect(text).toContain('TM1701 at test/release: values.webhook.replicaCont');
    expect(text).toContain('Write "replicaCount"');
  });

  it('a value of the wrong type', () => {
    const values = { crds: { enabled: 'yes' } };
    const text = refusal(() => release({ name: 'cert-manager', chart: 'cert-manager', values }));
    expect(text).toContain('TM1704 at test/release: values.crds.enabled');
    expect(text).toContain('must be boolean (got "yes")');
  });

  it('a reference into a list that inline values replace', () => {
    const text = refusal(() =>
      release({
        name: 'istiod',
        chart: 'istiod',
        values: { meshConfig: { caCertificates: [{ certSigners: ['a'] }] } },
        valuesFrom: [{ kind: 'ConfigMap', name: 'root', targetPath: 'meshConfig.caCertificates[0].pem' }],
      }),
    );
    expect(text).toContain('TM1702 at test/release: valuesFrom.targetPath');
    expect(text).toContain('inline values set the list "meshConfig.caCertificates" and replace it as a whole');
    expect(text).toContain('Leave "meshConfig.caCertificates" out of `values`');
  });

  it('a name longer than Helm takes', () => {
    expect(refusal(() => release({ name: 'x'.repeat(54) }))).toContain('the name has 54 characters and may have 53');
  });

  it('a timeout in days', () => {
    expect(refusal(() => release({ timeout: '1d' }))).toContain('Write "24h"');
  });
});

describe('mergeValues', () => {
  const values = fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.letrec<{ node: JsonObject[string] }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.integer(),
        fc.array(fc.integer()),
        fc.dictionary(fc.constantFrom('x', 'y'), tie('node')),
      ),
    })).node,
  );

  it('has what the later layer sets, and merging it again changes nothing', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const merged = mergeValues(a, b);
        expect(mergeValues(merged, b)).toEqual(merged);
        expect(merged).toMatchObject(b);
        expect(mergeValues(a, a)).toEqual(a);
      }),
    );
  });

  it('replaces lists as a whole', () => {
    expect(mergeValues({ list: [1, 2], map: { a: 1 } }, { list: [3], map: { b: 2 } })).toEqual({
      list: [3],
      map: { a: 1, b: 2 },
    });
  });
});
