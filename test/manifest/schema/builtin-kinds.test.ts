import { crd, kinds } from '../../../lib/imports/schemas.js';
import { checkSchema } from '../../../lib/manifest/schema/index.js';
import type { JsonObject, JsonValue } from '../../../lib/model/index.js';
import { builtinObjects } from './harness/builtin.js';

/** The first object of a kind, with a value at a path of it; `undefined` takes the field away. */
function changed(kind: string, path: string, value: JsonValue | undefined): JsonObject {
  const found = builtinObjects().find((object) => object['kind'] === kind);
  if (!found) throw new Error(`No object of the kind ${kind} is there.`);
  const copy = structuredClone(found);
  const names = path.split('.');
  const last = names.pop() ?? '';
  const holder = names.reduce<JsonValue>((at, name) => (at as Readonly<Record<string, JsonValue>>)[name] ?? {}, copy);
  Object.assign(holder as object, { [last]: value });
  return copy;
}

function refused(kind: string, path: string, value: JsonValue | undefined): readonly string[] {
  return checkSchema(changed(kind, path, value)).map(({ code, field }) => `${code} ${field}`);
}

describe('objects of the built-in kinds', () => {
  it('are there for every kind', () => {
    const known = kinds().filter(({ origin }) => origin === 'builtin');
    expect(new Set(builtinObjects().map((object) => object['kind']))).toEqual(new Set(known.map(({ kind }) => kind)));
  });

  it('are taken as they are', () => {
    expect(builtinObjects().flatMap((object) => checkSchema(object))).toEqual([]);
  });
});

describe('definitions of kinds', () => {
  it('are taken as upstream publishes them', () => {
    const infos = kinds().filter(({ origin }) => origin !== 'builtin');
    const definitions = new Map(infos.map((info) => [`${info.system}/${info.plural}.${info.group}`, crd(info)]));
    expect(definitions.size).toBeGreaterThan(90);
    for (const definition of definitions.values()) {
      expect(checkSchema(definition as unknown as JsonObject).map(({ code, field }) => `${code} ${field}`)).toEqual([]);
    }
  });

  it('say a type in their structure, and none in what narrows it', () => {
    const version = 'spec.versions.0.schema.openAPIV3Schema.properties';
    const oneOf = { type: 'object', oneOf: [{ properties: { a: { pattern: 'b' } } }], not: { required: ['c'] } };
    expect(refused('CustomResourceDefinition', version, { spec: oneOf })).toEqual([]);
    expect(refused('CustomResourceDefinition', version, { not: {} })).toEqual([
      'TM3005 spec.versions[0].schema.openAPIV3Schema.properties[not].type',
    ]);
  });
});

describe('what the API server demands in its own code', () => {
  it.each<[string, string, JsonValue | undefined, string[]]>([
    ['Deployment', 'spec.template.spec.containers', [], ['TM3005 spec.template.spec.containers']],
    ['Deployment', 'spec.template.spec.containers.0.image', '', ['TM3005 spec.template.spec.containers[0].image']],
    ['Service', 'spec.ports', undefined, ['TM3005 spec.ports']],
    ['Service', 'spec.ports.1.name', undefined, ['TM3005 spec.ports[1].name']],
    ['Secret', 'data', {}, ['TM3005 data[tls.crt]', 'TM3005 data[tls.key]']],
    ['Role', 'rules.0.resources', [], ['TM3005 rules[0].resources']],
    ['ClusterRoleBinding', 'subjects.2.namespace', undefined, ['TM3005 subjects[2].namespace']],
    ['PersistentVolumeClaim', 'spec.resources', {}, ['TM3005 spec.resources[storage]']],
    [
      'CronJob',
      'spec.jobTemplate.spec.template.spec.restartPolicy',
      'Always',
      ['TM3005 spec.jobTemplate.spec.template.spec.restartPolicy'],
    ],
    ['NetworkPolicy', 'spec.ingress.0.from.0', {}, ['TM3005 spec.ingress[0].from[0]']],
    ['HorizontalPodAutoscaler', 'spec.metrics.0.resource', undefined, ['TM3005 spec.metrics[0].resource']],
    ['Node', 'spec.taints.0.effect', '', ['TM3005 metadata.taints[0].effect']],
    [
      'MutatingWebhookConfiguration',
      'webhooks.0.clientConfig.service.name',
      '',
      ['TM3005 webhooks[0].clientConfig.service.namespace'],
    ],
  ])('%s: %s = %j', (kind, path, value, places) => {
    expect(refused(kind, path, value)).toEqual(places);
  });

  it('names the kinds that are named after their content', () => {
    expect(refused('APIService', 'metadata.name', 'metrics')).toEqual(['TM3014 metadata.name']);
    expect(refused('CustomResourceDefinition', 'metadata.name', 'widgets')).toEqual(['TM3014 metadata.name']);
    expect(refused('IPAddress', 'metadata.name', 'seven')).toEqual(['TM3014 metadata.name']);
    expect(refused('Job', 'metadata.name', 'a.b')).toEqual(['TM3014 metadata.name']);
    expect(refused('Namespace', 'metadata.name', 'x'.repeat(64))).toEqual([
      'TM3014 metadata.name',
      'TM3015 metadata.labels',
    ]);
  });

  it.each<[string, string, JsonValue, string[]]>([
    ['Lease', 'spec.renewTime', '2026-01-31T08:00:00Z', ['TM3004 spec.renewTime']],
    ['ConfigMap', 'metadata.creationTimestamp', '2026-02-30T08:00:00Z', ['TM3004 metadata.creationTimestamp']],
    ['ResourceQuota', 'spec.hard.pods', '-', []],
    ['ResourceQuota', 'spec.hard.pods', '5K', ['TM3004 spec.hard[pods]']],
    ['ResourceQuota', 'spec.hard.pods', '', ['TM3004 spec.hard[pods]']],
  ])('reads texts as it does: %s %s = %j', (kind, path, value, places) => {
    expect(refused(kind, path, value)).toEqual(places);
  });

  it('finds what repeats at the place that it names', () => {
    const claim = { name: 'config', configMap: { name: 'web' } };
    expect(refused('Deployment', 'spec.template.spec.volumes', [claim, claim])).toEqual([
      'TM3013 spec.template.spec.volumes[1].name',
    ]);
    const env = { name: 'MODE', value: 'a' };
    expect(refused('Deployment', 'spec.template.spec.containers.0.env', [env, env])).toEqual([
      'TM3013 spec.template.spec.containers[0].env[1]',
    ]);
  });
});
