import fc from 'fast-check';
import type { WorkloadContainerProps, WorkloadProps } from '../../../../constructs/tenancy/workload/index.js';
import { refusal } from '../support.js';
import { make, UI } from './support.js';

describe('wrong input of Workload', () => {
  it.each<[string, Partial<WorkloadProps>, Partial<WorkloadContainerProps>, string]>([
    [
      'a name without room for -primary',
      { name: 'a'.repeat(56) },
      {},
      'TM1012 at test/app-ui: name: the name has 56 characters and may have 55',
    ],
    ['an image with a tag', {}, { image: 'ghcr.io/example/app:1' }, 'TM1013 at test/app-ui: containers[0].image'],
    [
      'a tag that moves',
      {},
      { tag: 'latest' },
      'TM1205 at test/app-ui: containers[0].tag: the tag moves, so that nobody knows what runs (got "latest"). Write the tag of one build, such as "1.4.2".',
    ],
    ['a tag that is none', {}, { tag: 'a b' }, 'not a tag of an image (got "a b")'],
    [
      'memory without unit',
      {},
      { resources: { limits: { cpu: '1', memory: '2' } } },
      'TM1008 at test/app-ui: containers[0].resources.limits.memory',
    ],
    [
      'a limit below the request',
      {},
      { resources: { requests: { cpu: '1', memory: '128Mi' } } },
      'TM1203 at test/app-ui: containers[0].resources.limits.cpu: the limit is lower than the request of 1 (got "500m"). Write at least "1".',
    ],
    ['a port of 0', {}, { ports: [{ targetPort: 0 }] }, 'TM1010'],
    [
      'a port whose name hides its protocol',
      {},
      { ports: [{ targetPort: 8501, name: 'web' }] },
      'TM1201 at test/app-ui: containers[0].ports.name: the name of a port begins with its protocol, http (got "web"). Write "http-web", or leave the name out.',
    ],
    [
      'a port twice',
      {},
      { ports: [{ targetPort: 80 }, { targetPort: 81, port: 80 }] },
      'the Service would have this port twice (got 80)',
    ],
    [
      'a container twice',
      { containers: [UI, { ...UI, ports: [] }] },
      {},
      'TM1202 at test/app-ui: containers: two containers have one name (got "app-ui"). Give each its own.',
    ],
    [
      'a maximum below the minimum',
      { scaling: { kind: 'auto', min: 4, max: 2 } },
      {},
      'TM1204 at test/app-ui: scaling.max: the maximum is lower than the minimum of 4 (got 2). Write whole numbers, such as { kind: "auto", min: 2, max: 4 }.',
    ],
    [
      'half a replica',
      { scaling: { kind: 'fixed', replicas: 1.5 } },
      {},
      'scaling.replicas: not a whole number of 1 or more (got 1.5)',
    ],
    [
      'a metric of a container that is not there',
      {
        scaling: {
          kind: 'auto',
          min: 1,
          max: 2,
          metrics: [{ container: 'x', resource: 'cpu', averageUtilization: 70 }],
        },
      },
      {},
      'Name one of "app-ui" and a percentage such as 70.',
    ],
    [
      'the user of the proxy',
      {},
      { runAsUser: 1337 },
      'TM1202 at test/app-ui: containers["app-ui"].runAsUser: the proxy does not redirect what its own user sends (got 1337)',
    ],
    ['root', {}, { runAsUser: 0 }, 'not a user other than root (got 0)'],
    [
      'a relative path',
      {},
      { writablePaths: ['tmp'] },
      'TM1207 at test/app-ui: containers["app-ui"].writablePaths: not the absolute path of a directory below the root (got "tmp"). Write a path such as "/tmp".',
    ],
    [
      'a variable with a dash',
      {},
      { env: { 'A-B': { kind: 'value', value: '1' } } },
      'TM1206 at test/app-ui: env["A-B"]: the name of a variable is made of letters, digits and "_", and does not begin with a digit (got "A-B"). Write "A_B".',
    ],
  ])('refuses %s', (_what, props, container, text) => {
    expect(refusal(() => make(props, container))).toContain(text);
  });

  it('refuses a workload without a container', () => {
    const containers: unknown = [];
    expect(refusal(() => make({ containers: containers as WorkloadProps['containers'] }))).toBe(
      'TM1209 at test/app-ui: containers: a pod without a container runs nothing (got []). Give one container or more, such as [{ name: "app", image: "ghcr.io/example/app", tag: "1.4.2" }].',
    );
  });

  it.each(['DB_PASSWORD', 'api_key', 'GITHUB_TOKEN'])(
    'refuses a secret in clear in %s, and does not repeat it',
    (name) => {
      const text = refusal(() => make({}, { env: { [name]: { kind: 'value', value: 'hunter2' } } }));
      expect(text).toBe(
        `TM2017 at test/app-ui: env["${name}"]: a secret stands in clear, and would stand in Git for ever. Write { kind: "secret", name: "...", key: "...", purpose: "..." }, and supply the Secret apart from the tree.`,
      );
    },
  );

  it('refuses credentials in a URL, and is quiet about a URL without', () => {
    const url = (value: string) => make({}, { env: { DATABASE_URL: { kind: 'value', value } } });
    expect(refusal(() => url('postgres://user:hunter2@db/app'))).toContain('TM2017');
    expect(url('postgres://user@db/app').workload.name).toBe('app-ui');
    expect(make({}, { env: { TOKEN_URL: { kind: 'value', value: 'https://a/b' } } }).workload.name).toBe('app-ui');
  });

  it.each([26, -1, 1.5])('refuses to drain for %s seconds', (drainSeconds) => {
    expect(refusal(() => make({ drainSeconds }))).toBe(
      `TM1208 at test/app-ui: drainSeconds: the pod would be killed while it drains, or never drain (got ${drainSeconds}). Write a whole number from 0 to 25.`,
    );
  });

  it('takes any name that is a label short enough, and no other', () => {
    const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,53}[a-z0-9])?$/);
    fc.assert(
      fc.property(label, (name) => make({ name }).workload.name === name),
      { numRuns: 20 },
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z_.]+$/), (name) => refusal(() => make({ name })).startsWith('TM1001')),
      { numRuns: 20 },
    );
  });
});
