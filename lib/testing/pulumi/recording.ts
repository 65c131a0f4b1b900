import type { RecordedResource } from './recorded.js';

/** What a program registered, while it runs and after. */
export class Recording {
  private readonly byUrn = new Map<string, RecordedResource>();

  /** Resources sorted by type and name: the order of registration is not that of the program. */
  get resources(): readonly RecordedResource[] {
    return [...this.byUrn.values()].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  }

  /** The resource of a name. Where several bear it, the type must be given. */
  get(name: string, type?: string): RecordedResource {
    const found = this.resources.filter((one) => one.name === name && (type === undefined || one.type === type));
    const [first] = found;
    if (first !== undefined && found.length === 1) return first;
    const known = this.resources.map((one) => `${one.type} ${one.name}`).join('\n');
    const many = found.length === 0 ? 'No resource' : 'More than one resource';
    throw new Error(
      `${many} is named "${name}"${type === undefined ? '' : ` with type ${type}`}. There are:\n${known}`,
    );
  }

  /** Resources of a type. */
  ofType(type: string): readonly RecordedResource[] {
    return this.resources.filter((one) => one.type === type);
  }

  /** Names of everything that must stand before a resource, also by way of others, sorted. */
  before(name: string, type?: string): readonly string[] {
    const found = new Set<string>();
    const open = [...this.get(name, type).dependencies];
    for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
      if (found.has(urn)) continue;
      found.add(urn);
      open.push(...(this.byUrn.get(urn)?.dependencies ?? []));
    }
    return [...found].flatMap((urn) => this.byUrn.get(urn)?.name ?? []).sort();
  }

  /** The resource of a URN. */
  byReference(urn: string): RecordedResource | undefined {
    return this.byUrn.get(urn);
  }

  /** @internal */
  add(resource: RecordedResource): void {
    this.byUrn.set(resource.urn, resource);
  }
}

function sortKey({ type, name }: RecordedResource): string {
  return `${type}\0${name}`;
}
