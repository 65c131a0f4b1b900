import type { RecordedAlias, RecordedResource } from './recorded.js';

/** The parts of a registration request that are read; the SDK hands out generated classes without public types. */
export interface RegisterRequest {
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getParent(): string;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
  getDependenciesList(): readonly string[];
  getAliasesList(): readonly AliasMessage[];
  getAliasurnsList(): readonly string[];
  getProtect(): boolean | undefined;
  getDeletedwith(): string;
  getProvider(): string;
  getVersion(): string;
  getIgnorechangesList(): readonly string[];
  getRetainondelete(): boolean | undefined;
}

interface AliasMessage {
  hasSpec(): boolean;
  getUrn(): string;
  getSpec(): { getName(): string; getType(): string; getParenturn(): string } | undefined;
}

const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** A registration as data, with the URN that it was answered with. */
export function readRequest(request: RegisterRequest, urn: string): RecordedResource {
  const [parent, deletedWith, provider] = [request.getParent(), request.getDeletedwith(), request.getProvider()];
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    ...(parent === '' ? {} : { parent }),
    inputs: Object.fromEntries(
      Object.entries(request.getObject()?.toJavaScript() ?? {}).map(([key, value]) => [key, plain(value)]),
    ),
    dependencies: [...request.getDependenciesList()].sort(),
    aliases: [...request.getAliasesList().map(readAlias), ...request.getAliasurnsList().map((name) => ({ name }))],
    protect: request.getProtect() ?? false,
    ...(deletedWith === '' ? {} : { deletedWith }),
    ...(provider === '' ? {} : { provider }),
    version: request.getVersion(),
    ignoreChanges: request.getIgnorechangesList(),
    retainOnDelete: request.getRetainondelete() ?? false,
  };
}

function readAlias(alias: AliasMessage): RecordedAlias {
  const spec = alias.getSpec();
  if (!alias.hasSpec() || spec === undefined) return { name: alias.getUrn() };
  const [name, type, parent] = [spec.getName(), spec.getType(), spec.getParenturn()];
  return {
    ...(name === '' ? {} : { name }),
    ...(type === '' ? {} : { type }),
    ...(parent === '' ? {} : { parent }),
  };
}

/** A value with its secrets and unknowns as a person reads them. */
function plain(value: unknown): unknown {
  if (value === UNKNOWN) return { unknown: true };
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (Reflect.get(value, SIGNATURE) === SECRET) return { secret: plain(Reflect.get(value, 'value')) };
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, plain(child)]));
}
