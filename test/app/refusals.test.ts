import { ApiObject, Chart, Lazy } from 'cdk8s';
import { existsSync } from 'node:fs';
import { markUnit } from '../../lib/model/index.js';
import { Program, configMap, refusal, removePrograms } from './program.js';

beforeEach(() => {
  process.env['TENANT_MESH_SUMMARY'] = '/dev/null';
});
afterEach(() => {
  delete process.env['TENANT_MESH_SUMMARY'];
  removePrograms();
});

describe('synth refuses', () => {
  const LOST = 'Calling [toString] on an [Output<T>] is not supported.';
  const wrong: Record<string, [(program: Program) => unknown, string]> = {
    'two objects of one identity, naming both': [
      (program) => {
        configMap(program.group('a'), 'map');
        configMap(program.group('b'), 'map');
      },
      'TM2005 at metal-prod/b/map: ConfigMap tenant-a/map is also made by metal-prod/a/map. Give one of the two another name or namespace, or remove it.',
    ],
    'two files that differ by case only': [
      (program) => {
        for (const name of ['Reader', 'reader']) {
          new ApiObject(program.group(name), 'role', {
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'Role',
            metadata: { name, namespace: 'tenant-a' },
            rules: [],
          });
        }
      },
      'TM2006 at Role tenant-a/reader at metal-prod/reader/role: file "manifests/metal-prod/main/role.rbac.authorization.k8s.io_tenant-a_reader.yaml" is also claimed by Role tenant-a/Reader at metal-prod/Reader/role. Give one of the two another name; names must differ by more than case.',
    ],
    'an Output lost in a template string': [
      (program) => configMap(program.group('a'), 'map', { url: `https://${LOST}` }),
      'TM2013 at metal-prod/a/map: /data/url: an Output was put into a template string, so its value is lost. Pass a fact(name, sample) instead, and give the Output as the value of that fact.',
    ],
    'each namespaced object without a namespace': [
      (program) => {
        new ApiObject(program.group('a'), 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'map' } });
        new ApiObject(program.group('b'), 'sa', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'sa' } });
      },
      [
        'TM2016 at metal-prod/a/map: metadata.namespace: ConfigMap map names no namespace, so it would land wherever it is applied. Set `metadata: { namespace: ... }`.',
        'TM2016 at metal-prod/b/sa: metadata.namespace: ServiceAccount sa names no namespace, so it would land wherever it is applied. Set `metadata: { namespace: ... }`.',
      ].join('\n'),
    ],
    'a Secret in clear': [
      (program) =>
        new ApiObject(program.group('a'), 's', {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 's', namespace: 'tenant-a' },
          stringData: { password: 'x' },
        }),
      'TM2017 at metal-prod/a/s: stringData: the values of password would stand in Git in clear. Declare the Secret with needSecret(...) and supply it by other means, such as SOPS or External Secrets.',
    ],
    'a failed validation, once': [
      (program) => program.group('a').node.addValidation({ validate: () => ['too small'] }),
      'TM2018 at metal-prod/a: too small. Correct what this validation names.',
    ],
    'a cycle of dependencies': [
      (program) => {
        const [a, b] = [configMap(program.group('a'), 'x'), configMap(program.group('b'), 'y')];
        a.addDependency(b);
        b.addDependency(a);
        configMap(new Chart(program.app, 'chart'), 'later').addDependency(
          configMap(new Chart(program.app, 'other'), 'z'),
        );
      },
      'TM2019 at metal-prod/a/x: dependencies form a cycle: metal-prod/a/x -> metal-prod/b/y -> metal-prod/a/x. Remove one of these dependencies.',
    ],
    'a value that is no data': [
      (program) => configMap(program.group('a'), 'map', { when: Lazy.any({ produce: () => new Date(0) }) as string }),
      "TM2014 at metal-prod/a/map: ConfigMap \"map\" cannot be written: Failed serializing construct at path 'metal-prod/a/map' with name 'map': Error: can't render non-simple object of type 'Date'. Give plain values: strings, numbers, booleans, lists and maps.",
    ],
  };

  it.each(Object.entries(wrong))('%s', (_what, [fill, message]) => {
    const program = new Program();
    fill(program);
    expect(refusal(() => program.synth())).toBe(message);
    expect(existsSync(program.app.outdir)).toBe(false);
  });

  it('a unit of more than a thousand objects', () => {
    const program = new Program();
    const group = program.group('big');
    markUnit(group, { path: 'big' });
    for (let at = 0; at < 1001; at++) configMap(group, `map-${String(at)}`);
    expect(refusal(() => program.synth())).toBe(
      'TM2015 at metal-prod/big: unit "big" holds 1001 objects, and 1000 are the most that Flux builds in reasonable time. Split it: mark constructs below it as units of their own instead.',
    );
  });

  it("what a check of one's own finds, and lets its warnings pass", () => {
    const finding = (level: 'error' | 'warning') =>
      new Program(
        {},
        {
          checks: [
            (set) =>
              set.byKind('', 'ConfigMap').map(({ origin, id }) => ({
                code: 'TM2018',
                level,
                where: origin,
                object: id,
                message: 'no',
                remedy: 'Do.',
              })),
          ],
        },
      );
    const strict = finding('error');
    configMap(strict.group('a'), 'map');
    expect(refusal(() => strict.synth())).toBe('TM2018 at metal-prod/a/map: no. Do.');
    const lenient = finding('warning');
    configMap(lenient.group('a'), 'map');
    expect(Object.keys(lenient.synth())).toContain('manifests/metal-prod/main/configmap_tenant-a_map.yaml');
  });
});
