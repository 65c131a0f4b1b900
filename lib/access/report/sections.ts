import type { Matrix, MatrixRow } from './matrix.js';

/** Tenants up to which each of them is shown in full, also where several are alike. */
const SHOWN = 20;

/** What a report shows of one tenant, or of several that differ in their name alone. */
export interface Section {
  /** The tenant that is shown; empty for what has to do with no tenant. */
  readonly tenant: string;
  /** Other tenants of which the same holds under their own name. */
  readonly alike: readonly string[];
  readonly rows: readonly MatrixRow[];
}

/** Sections of a matrix: the platform first, then tenants by name; in a large one equal tenants are folded. */
export function sectionsOf({ rows, tenants }: Pick<Matrix, 'rows' | 'tenants'>): readonly Section[] {
  const byTenant = new Map<string, MatrixRow[]>(['', ...tenants].map((tenant) => [tenant, []]));
  for (const row of rows) byTenant.get(row.tenant)?.push(row);
  const shapes = new Map<string, { readonly tenant: string; readonly rows: MatrixRow[]; readonly alike: string[] }>();
  for (const [tenant, own] of byTenant) {
    if (own.length === 0) continue;
    const shape = tenants.length > SHOWN && tenant !== '' ? withoutName(JSON.stringify(own), tenant) : ` ${tenant}`;
    const known = shapes.get(shape);
    if (known === undefined) shapes.set(shape, { tenant, rows: own, alike: [] });
    else known.alike.push(tenant);
  }
  return [...shapes.values()];
}

/** A text with a name taken out wherever it stands for itself, and not inside of another word. */
function withoutName(text: string, name: string): string {
  const literal = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return text.replaceAll(new RegExp(`(?<![a-z0-9])${literal}(?![a-z0-9])`, 'g'), '\0');
}

/** Title of a section. */
export function sectionTitle({ tenant }: Section): string {
  return tenant === '' ? 'Platform' : `Tenant ${tenant}`;
}

/** Whether a workload belongs to the tenant of a section. */
export function ownTest({ edges }: Pick<Matrix, 'edges'>, { tenant }: Section): (name: string) => boolean {
  if (tenant === '') return () => false;
  const own = new Set<string>();
  for (const { from, to, fromTenant, toTenant } of edges) {
    if (fromTenant === tenant) own.add(from);
    if (toTenant === tenant) own.add(to);
  }
  return (name) => own.has(name);
}

/** A sentence on the tenants that a section stands for as well. @returns undefined where it stands for one alone */
export function alikeText({ tenant, alike }: Section): string | undefined {
  if (alike.length === 0) return undefined;
  const names = shortList(alike, 10);
  return `The same holds, under their own names, for ${counted(alike.length, 'more tenant')} like ${tenant}: ${names}.`;
}

/** Names, the first of them where there are many. */
export function shortList(names: readonly string[], most: number): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${String(names.length - most)} more`;
}

/** A number of things. */
export function counted(count: number, what: string): string {
  return `${String(count)} ${what}${count === 1 ? '' : 's'}`;
}
