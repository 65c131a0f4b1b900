import type { Construct } from 'constructs';
import type { EnvValue } from 'cdk8s-plus-28';
import { dnsSubdomain, MeshError, type SecretNeed } from '../../../lib/model/index.js';
import type { EnvSource } from './props.js';
import { plus } from './plus.js';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const SECRET_NAME = /(^|_)(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIALS?)$/i;
const CREDENTIALS_IN_URL = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s@]+@/i;

/** Environment of a container as cdk8s-plus takes it, and the Secrets it needs. */
export interface ContainerEnv {
  readonly variables: Record<string, EnvValue>;
  readonly needs: readonly Omit<SecretNeed, 'namespace'>[];
}

/** Turns the environment of a container into references; `scope` holds the names they refer to. */
export function containerEnv(
  scope: Construct,
  container: string,
  env: Readonly<Record<string, EnvSource>>,
): ContainerEnv {
  const where = scope.node.path;
  const variables: Record<string, EnvValue> = {};
  const needs: Omit<SecretNeed, 'namespace'>[] = [];
  for (const [name, source] of Object.entries(env)) {
    const field = `env["${name}"]`;
    if (!NAME.test(name)) refuseName(where, field, name);
    variables[name] = valueOf(scope, `${container}-${name}`, name, source);
    if (source.kind === 'secret') needs.push({ name: source.name, keys: [source.key], purpose: source.purpose });
  }
  return { variables, needs };
}

function valueOf(scope: Construct, id: string, name: string, source: EnvSource): EnvValue {
  const at = { where: scope.node.path, field: `env["${name}"]` };
  switch (source.kind) {
    case 'value':
      refuseClear(at.where, at.field, name, source.value);
      return plus().EnvValue.fromValue(source.value);
    case 'secret': {
      const secret = plus().Secret.fromSecretName(scope, `secret-${id}`, dnsSubdomain(source.name, at));
      return plus().EnvValue.fromSecretValue({ secret, key: source.key });
    }
    case 'config-map': {
      const map = plus().ConfigMap.fromConfigMapName(scope, `config-${id}`, dnsSubdomain(source.name, at));
      return plus().EnvValue.fromConfigMap(map, source.key);
    }
  }
}

function refuseClear(where: string, field: string, name: string, value: string): void {
  if (!SECRET_NAME.test(name) && !CREDENTIALS_IN_URL.test(value)) return;
  throw new MeshError({
    code: 'TM2017',
    where,
    field,
    what: 'a secret stands in clear, and would stand in Git for ever',
    remedy:
      'Write { kind: "secret", name: "...", key: "...", purpose: "..." }, and supply the Secret apart from the tree.',
  });
}

function refuseName(where: string, field: string, name: string): never {
  throw new MeshError({
    code: 'TM1206',
    where,
    field,
    what: 'the name of a variable is made of letters, digits and "_", and does not begin with a digit',
    value: name,
    remedy: `Write "${name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^([0-9])/, '_$1')}".`,
  });
}
