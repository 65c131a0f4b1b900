import { Hoist, type Place } from '../../../scripts/generate/hoist.js';
import { plain, type Shape } from '../../../scripts/generate/shape.js';

function object(fields: Readonly<Record<string, Shape>>): Shape {
  return {
    kind: 'object',
    open: false,
    fields: Object.entries(fields).map(([name, shape]) => ({ name, shape, required: false })),
  };
}

const place = (name: string, rank = 0): Place => ({
  name,
  kind: 'Kind',
  field: 'spec',
  rank,
  depth: 0,
});

const matching = (): Shape => object({ exact: plain('string') });
const namesOf = (hoist: Hoist): string[] => hoist.types().map(({ name }) => name);

describe('Hoist', () => {
  it('names an object after its path, through lists, maps and null', () => {
    const hoist = new Hoist();
    const inner = object({ b: plain('string') });
    hoist.offer(object({ list: { kind: 'list', of: { kind: 'nullable', of: inner } } }), place('KindV1Spec'));
    expect(hoist.types()).toMatchObject([
      {
        name: 'KindV1Spec',
        shape: {
          fields: [{ shape: { kind: 'list', of: { kind: 'nullable', of: { kind: 'ref', name: 'KindV1SpecList' } } } }],
        },
      },
      { name: 'KindV1SpecList' },
    ]);
  });

  it('folds versions of a kind into the preferred one', () => {
    const hoist = new Hoist();
    const [old, now] = [object({ a: matching() }), object({ a: matching() })];
    hoist.offer(old, place('KindV1Beta1Spec', 1));
    hoist.offer(now, place('KindV1Spec', 0));
    expect(namesOf(hoist)).toEqual(['KindV1Spec', 'KindV1SpecA']);
    expect(hoist.resolve(old, { kind: 'Kind', field: 'spec' })).toEqual({ kind: 'ref', name: 'KindV1Spec' });
  });

  it('keeps versions apart that differ in whether a field is required', () => {
    const hoist = new Hoist();
    hoist.offer(object({ a: plain('string') }), place('KindV1Spec'));
    hoist.offer(
      { kind: 'object', open: false, fields: [{ name: 'a', required: true, shape: plain('string') }] },
      place('KindV2Spec'),
    );
    expect(namesOf(hoist)).toEqual(['KindV1Spec', 'KindV2Spec']);
  });

  it('shares a name among fields of the same name only', () => {
    const hoist = new Hoist();
    hoist.offer(
      object({ uri: matching(), deep: object({ uri: matching(), scheme: matching() }) }),
      place('KindV1Spec'),
    );
    expect(namesOf(hoist)).toEqual(['KindV1Spec', 'KindV1SpecDeep', 'KindV1SpecDeepScheme', 'KindV1SpecUri']);
  });

  it('shares a large object among kinds, and what is below it', () => {
    const large = (): Shape =>
      object({
        deep: object({ a: plain('string') }),
        ...Object.fromEntries(Array.from({ length: 13 }, (_, at) => [`field${String(at)}`, plain('string')])),
      });
    const hoist = new Hoist();
    hoist.offer(object({ affinity: large(), own: matching() }), { ...place('OtherV1Spec'), kind: 'Other' });
    hoist.offer(object({ affinity: large(), more: plain('string') }), place('KindV1Spec'));
    expect(namesOf(hoist)).toEqual([
      'KindV1Spec',
      'KindV1SpecAffinity',
      'KindV1SpecAffinityDeep',
      'OtherV1Spec',
      'OtherV1SpecOwn',
    ]);
  });

  it('shares no small object among kinds', () => {
    const hoist = new Hoist();
    const [one, other] = [object({ a: matching() }), object({ a: matching() })];
    hoist.offer(one, place('KindV1Spec'));
    hoist.offer(other, { ...place('OtherV1Spec'), kind: 'Other' });
    expect(namesOf(hoist)).toEqual(['KindV1Spec', 'KindV1SpecA', 'OtherV1Spec', 'OtherV1SpecA']);
    expect(hoist.resolve(other, { kind: 'Other', field: 'spec' })).toEqual({ kind: 'ref', name: 'OtherV1Spec' });
  });

  it('gives the same names in whatever order objects are offered', () => {
    const shapes = [object({ a: matching() }), object({ b: object({ a: matching() }) })];
    const offered = (order: readonly number[]): string[] => {
      const hoist = new Hoist();
      for (const at of order) hoist.offer(shapes[at] ?? plain('never'), place(`Kind${String(at)}Spec`));
      return namesOf(hoist);
    };
    expect(offered([1, 0])).toEqual(offered([0, 1]));
  });

  it('refuses two objects that would have one name', () => {
    const hoist = new Hoist();
    const shape = object({
      fooBar: object({ a: plain('string') }),
      foo: object({ Bar: object({ b: plain('string') }) }),
    });
    hoist.offer(shape, place('KindV1Spec'));
    expect(() => hoist.types()).toThrow('Two different objects would both be named KindV1SpecFooBar.');
  });

  it('refuses to resolve what was not offered', () => {
    expect(() => new Hoist().resolve(matching(), { kind: 'Kind', field: 'spec' })).toThrow(
      'The object in the field spec was resolved and had not been offered.',
    );
  });
});
