import { compare, type ManifestSet, type NeededSecret } from '../manifest/index.js';
import { KEYS } from '../model/index.js';

/** The list of Secrets that whoever pushes the tree must supply, sorted by tenant, namespace and name. */
export function secretList(set: ManifestSet): string {
  const rows = set.secretNeeds
    .map((need) => ({ need, tenant: tenantOf(set, need.namespace) }))
    .sort((a, b) => compare(sortKey(a.tenant, a.need), sortKey(b.tenant, b.need)))
    .map(({ need, tenant }) => row(need, tenant));
  const head = [
    `# Secrets of ${set.name}`,
    '',
    'The tree refers to these Secrets and creates none of them. Supply each in its namespace before its user starts.',
    '',
  ];
  if (rows.length === 0) return [...head, 'None.', ''].join('\n');
  const table = ['| tenant | namespace | name | keys | purpose |', '| --- | --- | --- | --- | --- |', ...rows];
  return [...head, ...table, ''].join('\n');
}

function row(need: NeededSecret, tenant: string): string {
  const keys = need.keys.map((key) => `\`${key}\``).join(', ');
  const cells = [tenant === '' ? '-' : tenant, need.namespace, need.name, keys === '' ? '-' : keys, need.purpose];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function tenantOf(set: ManifestSet, namespace: string): string {
  return set.get('', 'Namespace', '', namespace)?.object.metadata.labels?.[KEYS.tenant] ?? '';
}

function sortKey(tenant: string, { namespace, name }: NeededSecret): string {
  return `${tenant}\0${namespace}\0${name}`;
}
