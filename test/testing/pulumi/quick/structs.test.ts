import fc from 'fast-check';
import { moduleOfSdk } from '../../../../lib/testing/pulumi/quick/replace.js';
import { quickStructs } from '../../../../lib/testing/pulumi/quick/structs.js';

interface Message {
  serializeBinary(): Uint8Array;
  toJavaScript(): unknown;
}

const { Struct } = moduleOfSdk('google-protobuf/google/protobuf/struct_pb.js') as {
  readonly Struct: { fromJavaScript: (value: object) => Message };
};

/** The message of an object, as it is made while a program is recorded. */
function quickly(value: object): Message {
  const restore = quickStructs();
  try {
    return Struct.fromJavaScript(value);
  } finally {
    restore();
  }
}

const VALUES = fc.dictionary(
  fc.string().filter((key) => key !== '__proto__'),
  fc.jsonValue({ maxDepth: 4 }),
);

describe('messages of properties', () => {
  it('are what google-protobuf makes, to the last byte', () => {
    fc.assert(
      fc.property(VALUES, (value) => {
        const [quick, slow] = [quickly(value), Struct.fromJavaScript(value)];
        expect(quick.toJavaScript()).toEqual(slow.toJavaScript());
        expect(quick.serializeBinary()).toEqual(slow.serializeBinary());
      }),
    );
  });

  it('hold each kind of a value', () => {
    const value = { none: null, count: 0.5, name: '', on: false, list: [1, [], { a: [null] }], map: { empty: {} } };
    expect(quickly(value).toJavaScript()).toEqual(value);
  });

  it.each([
    ['at the top', { run: undefined }],
    ['in an object', { spec: { run: () => 0 } }],
    ['in a list', { list: [{ count: 1n }] }],
  ])('are refused by google-protobuf where something %s cannot be in one', (_place, value) => {
    expect(() => quickly(value)).toThrow('Unexpected struct type');
  });

  it('are made by google-protobuf again afterwards', () => {
    const before = Struct.fromJavaScript;
    const restore = quickStructs();
    expect(Struct.fromJavaScript).not.toBe(before);
    restore();
    expect(Struct.fromJavaScript).toBe(before);
  });
});
