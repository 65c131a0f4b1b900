import { Construct } from 'constructs';
import { markUnit, setOwner } from '../../lib/model/index.js';
import { deploy, type DeployOptions } from 'tenant-mesh/pulumi';
import { recordPulumi } from 'tenant-mesh/testing/pulumi';
import { chart, cluster, object, team } from './tenants.js';

// The first test loads the SDK and every check, which takes seconds where other tests run beside it.
jest.setTimeout(60_000);

const record = (scope: Construct, options: DeployOptions = {}) => recordPulumi(() => deploy(scope, options));
const ISTIO = 'networking.istio.io/v1';

describe('what comes first', () => {
  it('is what a construct says, for everything below both', async () => {
    const mesh = chart();
    const [one, two] = [team(mesh, 'team-a'), team(mesh, 'team-b')];
    two.node.addDependency(one);
    expect((await record(mesh)).before('mesh/team-b/Resource')).toEqual([
      'mesh/team-a/Resource',
      'mesh/team-a/mtls',
      'mesh/team-a/settings',
    ]);
  });

  it('is also what a chart says of another chart of the same App', async () => {
    const one = chart('one');
    const two = new (one.constructor as typeof Construct)(one.node.root, 'two') as ReturnType<typeof chart>;
    team(one, 'team-a');
    object(two, 'settings', { namespace: 'default' });
    two.addDependency(one);
    expect((await record(one.node.root as Construct)).before('two/settings')).toContain('one/team-a/mtls');
  });

  it('is the unit that a unit waits for, also by way of one without objects', async () => {
    const metal = cluster();
    setOwner(metal, 'pulumi');
    const unit = (path: string, dependsOn: readonly string[]) => {
      const made = new Construct(metal, path);
      markUnit(made, { path, dependsOn });
      return made;
    };
    object(unit('first', []), 'a', { namespace: 'default' });
    unit('empty', ['first']);
    object(unit('last', ['empty']), 'b', { namespace: 'default' });
    expect((await record(metal)).before('metal/last/b')).toEqual(['metal/first/a']);
  });

  it('is a namespace, and what stands in it goes with it', async () => {
    const mesh = chart();
    team(mesh, 'team-a');
    const { dependencies, deletedWith } = (await record(mesh, { protect: 'nothing' })).get('mesh/team-a/settings');
    expect(dependencies).toEqual([deletedWith]);
    expect(deletedWith).toContain('::mesh/team-a/Resource');
    // The engine would forget what stands in a namespace that it then refuses to delete.
    expect((await record(mesh)).get('mesh/team-a/settings').deletedWith).toBeUndefined();
  });

  it('is the definition of a kind', async () => {
    const mesh = chart();
    const names = { kind: 'Widget', plural: 'widgets', singular: 'widget', listKind: 'WidgetList' };
    object(mesh, 'a-widget', { apiVersion: 'example.com/v1', kind: 'Widget', namespace: 'default' });
    object(mesh, 'definition', {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      name: 'widgets.example.com',
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names,
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    });
    expect((await record(mesh)).before('mesh/a-widget')).toEqual(['mesh/definition']);
  });

  it('is the issuer of a certificate, the workload of a canary, the gateway of a route', async () => {
    const mesh = chart();
    const namespace = 'default';
    object(mesh, 'certificate', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      namespace,
      spec: { secretName: 'tls', dnsNames: ['a.example.com'], issuerRef: { kind: 'Issuer', name: 'z-issuer' } },
    });
    object(mesh, 'z-issuer', { apiVersion: 'cert-manager.io/v1', kind: 'Issuer', namespace, spec: { selfSigned: {} } });
    object(mesh, 'route', {
      apiVersion: ISTIO,
      kind: 'VirtualService',
      namespace,
      spec: { hosts: ['a.example.com'], gateways: ['mesh', 'z-gateway'], http: [{ directResponse: { status: 200 } }] },
    });
    object(mesh, 'z-gateway', {
      apiVersion: ISTIO,
      kind: 'Gateway',
      namespace,
      spec: { servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['a.example.com'] }] },
    });
    object(mesh, 'scaler', {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      namespace,
      spec: { maxReplicas: 2, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'z-app' } },
    });
    const labels = { app: 'z-app' };
    const container = { name: 'app', image: 'example.com/app:1' };
    object(mesh, 'z-app', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace,
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container] } },
      },
    });
    const recording = await record(mesh);
    expect(recording.before('mesh/certificate')).toEqual(['mesh/z-issuer']);
    expect(recording.before('mesh/route')).toEqual(['mesh/z-gateway']);
    expect(recording.before('mesh/scaler')).toEqual(['mesh/z-app']);
  });

  it('cannot be in a circle', async () => {
    const mesh = chart();
    const one = object(mesh, 'one', { namespace: 'team-a' });
    object(mesh, 'two', { kind: 'Namespace', name: 'team-a' }).node.addDependency(one);
    await expect(record(mesh)).rejects.toThrow(
      'TM7009 at mesh/one: objects wait for each other: mesh/one -> mesh/two -> mesh/one. Remove a dependency between these constructs.',
    );
  });

  it('cannot be what Flux applies later', async () => {
    const metal = cluster();
    const made = team(metal, 'team-a');
    setOwner(made, 'pulumi', { kinds: ['ConfigMap'] });
    await expect(record(metal)).rejects.toThrow(
      'TM7006 at metal/team-a/settings: its namespace must be there, and Flux applies Namespace "team-a" at metal/team-a/Resource later.',
    );
  });
});
