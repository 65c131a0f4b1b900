import { predictedFor } from './predicted.js';
import { at, clusters, objects, reference, strings, text, type Reference } from './reference.js';
import { synthFiles } from './trees.js';
import { addEksProd } from '../../stacks/eks-prod.js';
import { addMetalProd } from '../../stacks/metal-prod.js';

const POLICY = 'AuthorizationPolicy.security.istio.io';
const GATEWAY = 'Gateway.networking.istio.io';
const files = synthFiles((app) => {
  addMetalProd(app);
  addEksProd(app);
});
const all = [...files.values()].join('\n');

/** The eighteen defects of the platform that people copy, none of which may be in this one. */
describe.each(clusters())('defects of the copied platform, on %s', (_name, cluster) => {
  const tenants = cluster.tenants();

  it('1: a gateway host has one namespace and a full name', () => {
    const hosts = cluster
      .all(GATEWAY)
      .flatMap(({ object }) =>
        objects(at(object, 'spec', 'servers')).flatMap((server) => strings(at(server, 'hosts'))),
      );
    expect(hosts.length).toBeGreaterThan(3);
    for (const host of hosts) expect(host).toMatch(/^tenant-([ab])\/tenant-\1\.example\.com$/);
  });

  it('2: a check at the gateway names each host with and without a port', () => {
    const policies = cluster.all(POLICY).filter(({ object }) => at(object, 'spec', 'action') === 'CUSTOM');
    expect(policies).toHaveLength(tenants.length);
    for (const { object } of policies) {
      const operations = objects(at(object, 'spec', 'rules')).flatMap((rule) => objects(at(rule, 'to')));
      const hosts = operations.flatMap((to) => strings(at(to, 'operation', 'hosts')));
      expect(hosts.filter((host) => !host.endsWith(':*')).map((host) => `${host}:*`)).toEqual(
        hosts.filter((host) => host.endsWith(':*')),
      );
    }
  });

  it('3: tokens, claims and mutual TLS stay on during a release', () => {
    for (const tenant of tenants) {
      for (const { object } of cluster.all('Canary.flagger.app', tenant)) {
        expect(at(object, 'spec', 'service', 'trafficPolicy', 'tls', 'mode')).toBe('ISTIO_MUTUAL');
      }
      for (const app of ['app-ui', 'rag-api']) {
        const rules = objects(at(cluster.one(POLICY, tenant, `allow-${app}`), 'spec', 'rules'));
        const users = rules.filter((rule) => !JSON.stringify(rule).includes('loadtester'));
        expect(users).toHaveLength(1);
        const claims = objects(at(users[0], 'when')).flatMap((condition) => strings(at(condition, 'values')));
        expect(claims).toEqual([tenant]);
      }
      expect(cluster.all('RequestAuthentication.security.istio.io', tenant)).toHaveLength(1);
    }
  });

  it('5: nobody in front of a gateway is trusted to name the client', () => {
    for (const gateway of ['gateway-shared', 'gateway-tenant-b']) {
      const config = text(at(cluster.values(gateway), 'podAnnotations', 'proxy.istio.io/config')) ?? '';
      expect(JSON.parse(config)).toMatchObject({ gatewayTopology: { numTrustedProxies: 0 } });
    }
  });

  it('6: PROXY protocol is said on both sides by one object, and by no EnvoyFilter', () => {
    const sent = JSON.stringify(at(cluster.values('gateway-shared'), 'service', 'annotations')).includes(
      'proxy_protocol',
    );
    const read = JSON.stringify(at(cluster.values('gateway-shared'), 'podAnnotations')).includes('proxyProtocol');
    expect([sent, read]).toEqual(Array(2).fill(cluster.set.name === 'eks-prod'));
    for (const { object } of cluster.all('EnvoyFilter.networking.istio.io')) {
      expect(JSON.stringify(object)).not.toMatch(/proxy_protocol|original_src/);
    }
  });

  it('7: gateways serve leaf certificates', () => {
    for (const { object } of cluster.all(GATEWAY)) {
      const credentials = objects(at(object, 'spec', 'servers')).flatMap((server) => {
        const name = text(at(server, 'tls', 'credentialName'));
        return name === undefined ? [] : [name];
      });
      for (const secretName of credentials) {
        const [certificate] = cluster
          .all('Certificate.cert-manager.io', object.metadata.namespace)
          .filter((entry) => at(entry.object, 'spec', 'secretName') === secretName);
        expect(certificate).toBeDefined();
        expect(at(certificate?.object, 'spec', 'isCA')).not.toBe(true);
      }
    }
  });

  it('8: the CA of a tenant signs for its workloads', () => {
    for (const tenant of tenants) {
      expect(at(cluster.one('ProxyConfig.networking.istio.io', tenant, 'default'), 'spec')).toEqual({
        environmentVariables: { ISTIO_META_CERT_SIGNER: `istio-system.${tenant}` },
      });
    }
  });

  it('10: the address one workload is told is that of a Service which will be there', () => {
    for (const tenant of tenants) {
      const [container] = objects(
        at(cluster.one('Deployment.apps', tenant, 'app-ui'), 'spec', 'template', 'spec', 'containers'),
      );
      const url = new URL(text(at(objects(at(container, 'env'))[0], 'value')) ?? '');
      const service = predictedFor(cluster, 'Service', tenant, url.hostname);
      expect(objects(at(service, 'spec', 'ports')).map(({ port }) => port)).toContain(Number(url.port));
    }
  });

  it('12: sign-in admits the domain of the tenant, and skips no verification', () => {
    for (const tenant of tenants) {
      const values = cluster.values(`oauth2-proxy-${tenant}`);
      expect(strings(at(values, 'config', 'emailDomains'))).toEqual([`${tenant}.example.com`]);
      expect(JSON.stringify(values)).not.toMatch(/insecure|skip-(?!provider-button)/);
    }
  });

  it('13: a release by weight has steps, and one that is tested apart has iterations', () => {
    for (const tenant of tenants) {
      expect(at(cluster.one('Canary.flagger.app', tenant, 'app-ui'), 'spec', 'analysis')).toMatchObject({
        stepWeight: 10,
      });
      const apart = at(cluster.one('Canary.flagger.app', tenant, 'rag-api'), 'spec', 'analysis');
      expect(apart).toMatchObject({ iterations: 10 });
      expect(at(apart, 'stepWeight')).toBeUndefined();
    }
  });

  it.each([
    'ResourceQuota',
    'LimitRange',
    'NetworkPolicy.networking.k8s.io',
    'Role.rbac.authorization.k8s.io',
    'Sidecar.networking.istio.io',
    'PodDisruptionBudget.policy',
    'HorizontalPodAutoscaler.autoscaling',
  ])('14: every tenant has a %s', (kind) => {
    for (const tenant of tenants) expect(cluster.all(kind, tenant).length).toBeGreaterThan(0);
  });

  it('16: every unit has its place in the order, and Flagger is in the tree', () => {
    const first = cluster.set.units.filter(({ dependsOn }) => dependsOn.length === 0).map(({ path }) => path);
    expect(first).toEqual(['infrastructure/crds']);
    expect(cluster.releases()).toContain('flagger');
  });
});

describe('defects of the copied platform, in the written tree', () => {
  it('3: every file is listed by its kustomization.yaml, so no policy is left behind', () => {
    for (const [path, content] of files) {
      const [, directory = '', name = ''] = /^(manifests\/.*)\/([^/]+)$/.exec(path) ?? [];
      if (directory === '' || name === 'kustomization.yaml' || name === '.gitattributes') continue;
      expect(files.get(`${directory}/kustomization.yaml`)).toContain(`  - ${name}\n`);
      expect(content).not.toBe('');
    }
  });

  it('4: identity headers of clients reach neither the check nor the workloads', () => {
    for (const cluster of reference()) expect(stripped(cluster)).toEqual(2);
  });

  it('9, 11: no certificate, key or Secret is in the tree', () => {
    expect(all).not.toMatch(/-----BEGIN/);
    expect(all).not.toMatch(/^kind: Secret$/m);
  });

  it('15: one automation writes to the repository', () => {
    expect(all.match(/^kind: ImageUpdateAutomation$/gm)).toHaveLength(1);
  });

  it('18: no path of a machine and no account of a cloud is in the tree', () => {
    expect(all).not.toMatch(/\/home\/|\/Users\//);
    expect(all).not.toMatch(/arn:aws:[a-z-]+:[a-z0-9-]*:[0-9]{12}/);
  });
});

function stripped(cluster: Reference): number {
  return cluster
    .all('EnvoyFilter.networking.istio.io')
    .filter(({ object }) => JSON.stringify(object).includes('"remove":"x-auth-request-email"')).length;
}
