import { ApiObject, JsonPatch, Testing } from 'cdk8s';
import { serialize } from '../../lib/app/tree/serialize.js';
import { checkSchema } from '../../lib/manifest/schema/index.js';
import { constant, isConstant, type JsonObject } from '../../lib/model/index.js';

const spec = (): JsonObject => ({ type: 'ClusterIP', ports: [{ port: 80 }, { port: 'x' }], bogus: true });

const service = (more: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'a' },
  ...more,
});

describe('a constant', () => {
  it('is frozen with all that is in it, and known for one', () => {
    const data = constant({ list: [{ text: 'a' }], none: null });
    expect(isConstant(data)).toBe(true);
    expect([data, data.list, data.list[0]].map((part) => Object.isFrozen(part))).toEqual([true, true, true]);
    expect(constant(data)).toBe(data);
  });

  it('is nothing that is frozen for another reason, and no part of one', () => {
    const others = [Object.freeze({}), constant({ part: {} }).part, 'text', undefined, null];
    expect(others.filter(isConstant)).toEqual([]);
  });

  it('is found in what its copy is, each time and whatever stands beside it', () => {
    const kept = constant(spec());
    const copies = [{}, {}, { bogus: 1 }, { kind: 'Pod' }, { metadata: { name: 'Web' } }, { status: {} }, {}];
    for (const more of copies) {
      const expected = checkSchema(service({ spec: spec(), ...more }));
      expect(expected).not.toEqual([]);
      expect(checkSchema(service({ spec: kept, ...more }))).toEqual(expected);
    }
  });

  it.each([true, false])('is written as stock writes it, with keys sorted: %s', (sortKeys) => {
    const options = { sortKeys, userResolvers: false };
    const data = () => ({ z: [{ b: 1, a: null }], a: { text: 'a' } });
    const kept = constant(data());
    const [one, other, copy] = [kept, kept, data()].map((spec) =>
      serialize(new ApiObject(Testing.chart(), 'one', { apiVersion: 'v1', kind: 'A', spec }), options),
    );
    expect(JSON.stringify(one)).toBe(JSON.stringify(copy));
    expect(JSON.stringify(other)).toBe(JSON.stringify(copy));
    expect(other?.['spec']).toBe(one?.['spec']);
  });

  it.each([true, false])('takes patches of one object, which no other one sees, with keys sorted: %s', (sortKeys) => {
    const spec = constant({ names: { kind: 'A' } });
    const [plain, changed, later] = [1, 2, 3].map(
      () => new ApiObject(Testing.chart(), 'one', { apiVersion: 'v1', kind: 'A', spec }),
    );
    changed?.addJsonPatch(JsonPatch.add('/spec/names/plural', 'as'), JsonPatch.replace('/spec/names/kind', 'B'));
    const written = [plain, changed, later].map(
      (one) => one && serialize(one, { sortKeys, userResolvers: false })['spec'],
    );
    expect(written).toEqual([
      { names: { kind: 'A' } },
      { names: { kind: 'B', plural: 'as' } },
      { names: { kind: 'A' } },
    ]);
  });
});
