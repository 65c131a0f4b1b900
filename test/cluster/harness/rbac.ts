import { listOf, mapAt, textOf } from '../../../lib/manifest/index.js';
import type { JsonObject, KubeObject } from '../../../lib/model/index.js';
import type { Asker } from './client.js';

/** One question of the kind that the server answers in an access review. */
export interface Question {
  readonly group: string;
  /** Plural, with a subresource behind a slash. */
  readonly resource: string;
  readonly verb: string;
  /** Without one the question is about every namespace, or about the cluster. @default - none */
  readonly namespace?: string;
  /** Name of one object. @default - any */
  readonly name?: string;
}

/**
 * What roles and bindings mean to give, by the rules of RBAC: computed here apart from the server, so that its answers
 * can be held against them.
 */
export class MeantRights {
  private readonly roles = new Map<string, readonly JsonObject[]>();
  private readonly bindings: readonly KubeObject[];

  /** @param objects - roles and bindings, among others */
  constructor(objects: readonly KubeObject[]) {
    for (const object of objects) {
      if (object.kind === 'Role' || object.kind === 'ClusterRole') {
        this.roles.set(key(object.kind, object.metadata.namespace, object.metadata.name), maps(object['rules']));
      }
    }
    this.bindings = objects.filter(({ kind }) => kind === 'RoleBinding' || kind === 'ClusterRoleBinding');
  }

  /** Whether somebody may do something. */
  allows(who: Asker, question: Question): boolean {
    return this.bindings.some(
      (binding) =>
        (binding.kind === 'ClusterRoleBinding' || binding.metadata.namespace === question.namespace) &&
        maps(binding['subjects']).some((subject) => isSubject(subject, who)) &&
        this.rulesOf(binding).some((rule) => covers(rule, question)),
    );
  }

  private rulesOf(binding: KubeObject): readonly JsonObject[] {
    const { kind, name } = mapAt(binding['roleRef']);
    const namespace = kind === 'Role' ? binding.metadata.namespace : undefined;
    return this.roles.get(key(textOf(kind), namespace, textOf(name))) ?? [];
  }
}

function isSubject({ kind, name, namespace }: JsonObject, { user, groups = [] }: Asker): boolean {
  switch (kind) {
    case 'ServiceAccount':
      return user === `system:serviceaccount:${textOf(namespace) ?? ''}:${textOf(name) ?? ''}`;
    case 'Group':
      return groups.includes(textOf(name) ?? '');
    default:
      return user === name;
  }
}

function covers(rule: JsonObject, { group, resource, verb, name }: Question): boolean {
  const names = listOf(rule['resourceNames']);
  return (
    has(rule['apiGroups'], group) &&
    has(rule['resources'], resource) &&
    has(rule['verbs'], verb) &&
    (names.length === 0 || names.includes(name ?? ''))
  );
}

function has(list: JsonObject[string], value: string): boolean {
  return listOf(list).some((one) => one === value || one === '*');
}

function maps(value: JsonObject[string]): readonly JsonObject[] {
  return listOf(value).map((one) => mapAt(one));
}

function key(kind = '', namespace = '', name = ''): string {
  return `${kind}/${namespace}/${name}`;
}
