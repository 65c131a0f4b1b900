import { ApiObject, Chart, JsonPatch, Lazy, Testing } from 'cdk8s';
import fc from 'fast-check';
import { VirtualServiceV1 } from '../../lib/imports/istio/index.js';
import { kinds } from '../../lib/imports/schemas.js';
import { classesOf, expectedClass, type KindClass } from './kind-classes.js';

const classes = kinds().flatMap((info) => classesOf(info.system).get(expectedClass(info)) ?? []);

/** Names that generators with a naming style of their own have been seen to change. */
const oddName = fc.constantFrom(
  'consecutive5xxErrors',
  'http2MaxRequests',
  'jwksUri',
  'jwks_uri',
  'mirrorPercent',
  'mirror_percent',
  'x509SVID',
  'clusterIPs',
  'externalID',
  'a-b.c/d',
  '$ref',
  'UPPER',
  'toString',
  'with space',
);
/** cdk8s takes an object with one of these for one that is not plain: it sets a prototype, or hides the class. */
const OBJECT_NAMES = new Set(['__proto__', 'constructor']);
const anyName = fc.string({ minLength: 1 }).filter((name) => !OBJECT_NAMES.has(name));
const scalar = fc.oneof(fc.string({ minLength: 1 }), fc.integer(), fc.boolean());
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
    fc.dictionary(fc.oneof(oddName, anyName), tie('value'), {
      minKeys: 1,
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
}));
const fields = fc.dictionary(fc.oneof(fc.constantFrom('spec', 'data', 'rules', 'roleRef'), oddName), value, {
  minKeys: 1,
  maxKeys: 4,
  noNullPrototype: true,
});

function synth(Kind: KindClass, props: Readonly<Record<string, unknown>>): unknown {
  const chart = Testing.chart();
  new Kind(chart, 'Object', props);
  return Testing.synth(chart)[0];
}

describe('typed kinds at run time', () => {
  it('passes every field through, whatever its name', () => {
    fc.assert(
      fc.property(fc.constantFrom(...classes), fields, (Kind, given) => {
        const { apiVersion, kind } = Kind;
        expect(synth(Kind, { ...given, metadata: { name: 'x' } })).toEqual({
          ...given,
          apiVersion,
          kind,
          metadata: { name: 'x' },
        });
      }),
    );
  });

  it('writes the text that a plain ApiObject writes, in the order given', () => {
    process.env['CDK8S_DISABLE_SORT'] = '1';
    try {
      fc.assert(
        fc.property(fc.constantFrom(...classes), fields, (Kind, given) => {
          const chart = Testing.chart();
          const { apiVersion, kind } = Kind;
          const typed = new Kind(chart, 'Typed', { metadata: { name: 'x' }, ...given });
          const stock = new ApiObject(chart, 'Stock', { apiVersion, kind, metadata: { name: 'x' }, ...given });
          expect(JSON.stringify(typed.toJson())).toBe(JSON.stringify(stock.toJson()));
        }),
      );
    } finally {
      delete process.env['CDK8S_DISABLE_SORT'];
    }
  });

  it('keeps both spellings that the Istio schema has for one idea', () => {
    const chart = Testing.chart();
    const spec = { hosts: ['a'], http: [{ mirrorPercent: 5, mirror_percent: 6 }] };
    new VirtualServiceV1(chart, 'Object', { metadata: { name: 'x' }, spec });
    expect(Testing.synth(chart)[0]).toMatchObject({ spec });
  });

  it('honours lazy values and patches like any ApiObject', () => {
    const chart = Testing.chart();
    const object = new VirtualServiceV1(chart, 'Object', {
      spec: { hosts: Lazy.any({ produce: () => ['late'] }) as readonly string[] },
    });
    object.addJsonPatch(JsonPatch.add('/spec/unknown', 1));
    expect(ApiObject.isApiObject(object)).toBe(true);
    expect(object.apiGroup).toBe('networking.istio.io');
    expect(Testing.synth(chart)[0]).toMatchObject({ spec: { hosts: ['late'], unknown: 1 } });
  });

  it('names the object as cdk8s does and takes namespace and labels of the chart', () => {
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'here', labels: { team: 'a' } });
    const object = new VirtualServiceV1(chart, 'Object');
    expect(object.name).toBe(chart.generateObjectName(object));
    expect(object.metadata).toMatchObject({ namespace: 'here' });
    expect(object.metadata.getLabel('team')).toBe('a');
  });
});
