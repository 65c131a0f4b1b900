import { createRequire } from 'node:module';

interface Message {
  readonly toArray: (this: Message) => unknown[];
}

interface Messages {
  readonly Message: { readonly prototype: Message };
}

interface Structs {
  readonly Struct: new () => Message;
}

/**
 * Has the SDK's messages leave their arrays alone while they are built. Whenever a message is put into another, the
 * whole of it is written into arrays anew, at every level once more, and a definition has many; yet nothing that is sent
 * is read from there. The function that does so has a second, short name, by which the library calls it itself.
 */
export function quickenMessages(): void {
  const load = createRequire(require.resolve('@pulumi/pulumi/package.json'));
  const { prototype } = (load('google-protobuf') as Messages).Message;
  const { Struct } = load('google-protobuf/google/protobuf/struct_pb.js') as Structs;
  const sample = new Struct();
  const array = onlyNameOf(sample, sample.toArray());
  const short = onlyNameOf(prototype, prototype.toArray, ['toArray']);
  Reflect.set(prototype, short, function (this: object): unknown {
    return Reflect.get(this, array) as unknown;
  });
}

/** The one name, beside known ones, under which an object has a value. */
function onlyNameOf(object: object, value: unknown, known: readonly string[] = []): string {
  const names = Object.getOwnPropertyNames(object).filter((name) => Reflect.get(object, name) === value);
  const [name, ...more] = names.filter((one) => !known.includes(one));
  if (name === undefined || more.length > 0) throw new Error('Messages of the SDK are built otherwise than before.');
  return name;
}
