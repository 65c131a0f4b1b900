import { identifier, literalText, type Literal } from '../literal.js';
import type { Choice } from '../recognize/choices.js';
import type { FoundPlatform } from '../recognize/platform.js';
import type { FoundTenant } from '../recognize/tenants.js';
import { choicesFile } from './choices-file.js';

/** Files of the program, by path: one for the cluster, one a tenant, and one for what somebody must decide. */
export function programFiles(
  cluster: string,
  platform: FoundPlatform,
  tenants: readonly FoundTenant[],
  choices: readonly Choice[],
): ReadonlyMap<string, string> {
  const files = new Map([['cluster.ts', clusterFile(cluster, platform, tenants)]]);
  for (const tenant of tenants) files.set(`tenants/${tenant.name}.ts`, tenantFile(tenant));
  if (choices.length > 0) files.set('choices.ts', choicesFile(choices));
  return files;
}

function clusterFile(name: string, platform: FoundPlatform, tenants: readonly FoundTenant[]): string {
  const cluster = call("const cluster = new Cluster(app, '", name, "', ", platform.cluster);
  const made = call("new Platform(cluster, '", 'platform', "', ", platform.platform);
  const adds = tenants.map((tenant) => `  ${functionOf(tenant.name)}(cluster, platform);\n`).join('');
  const body = `${cluster}  ${tenants.length === 0 ? '' : 'const platform = '}${made.trimStart()}${adds}`;
  const imports = tenants.map(
    (tenant) => `import { ${functionOf(tenant.name)} } from './tenants/${tenant.name}.js';\n`,
  );
  return (
    "import { Cluster, Platform, Target, type MeshApp } from 'tenant-mesh';\n" +
    `${body.includes('choices.') ? "import { choices } from './choices.js';\n" : ''}${imports.join('')}\n` +
    `/** The cluster ${name}, as its repository describes it. */\n` +
    `export function addCluster(app: MeshApp): void {\n${body}}\n`
  );
}

function tenantFile({ name, props, workloads, doors }: FoundTenant): string {
  const constants = new Map<string, string>();
  for (const workload of workloads) {
    const plain = identifier(workload.name);
    constants.set(workload.name, [...constants.values()].includes(plain) ? `${plain}Workload` : plain);
  }
  const constant = (workload: string): string => constants.get(workload) ?? identifier(workload);
  const used = new Set(doors.flatMap(({ from, to }) => [from, to]));
  const made = literalText(props, 2, `const tenant = new Tenant(cluster, '${name}', `.length).replace(/^\{\s*/, '');
  const isFlat = !made.includes('\n');
  const opening = isFlat ? '{ platform, ' : '{\n    platform,\n    ';
  const adds = workloads.map((workload) => {
    const head = used.has(workload.name) ? `const ${constant(workload.name)} = ` : '';
    return call(`${head}tenant.addWorkload('`, workload.name, "', ", workload.props);
  });
  const allows = doors.map(
    ({ from, to, methods, paths }) =>
      `  tenant.allow({ from: ${constant(from)}, to: ${constant(to)}${listField('methods', methods)}${listField('paths', paths)} });\n`,
  );
  const body = `  const tenant = new Tenant(cluster, '${name}', ${opening}${made});\n${adds.join('')}${allows.join('')}  return tenant;\n`;
  return (
    "import { Tenant, type Cluster, type Platform } from 'tenant-mesh';\n" +
    `${body.includes('choices.') ? "import { choices } from '../choices.js';\n" : ''}\n` +
    `/** The tenant ${name}, as the repository describes it. */\n` +
    `export function ${functionOf(name)}(cluster: Cluster, platform: Platform): Tenant {\n${body}}\n`
  );
}

function call(before: string, name: string, behind: string, props: Literal): string {
  const head = `${before}${name}${behind}`;
  return `  ${head}${literalText(props, 2, head.length + 2)});\n`;
}

function listField(name: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `, ${name}: ${literalText(items)}`;
}

function functionOf(tenant: string): string {
  const name = identifier(tenant);
  return `add${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
