// The program of a new user: what the README shows, one tenant, and the Automation API.
const { LocalWorkspace } = require('@pulumi/pulumi/automation');
const { Cluster, MeshApp, Platform, Target, Tenant, setOwner } = require('tenant-mesh');
const { KubernetesProvider, deploy } = require('tenant-mesh/pulumi');

async function program() {
  const cluster = new Cluster(new MeshApp(), 'metal', {
    target: Target.bareMetal({ addresses: { apiServer: ['192.0.2.0/29'] } }),
    repository: { url: 'ssh://git@git.example.com/platform/fleet.git', branch: 'main' },
  });
  const platform = new Platform(cluster, 'platform', {
    root: { kind: 'imported' },
    gatewayIssuer: { kind: 'ca-secret' },
    metallb: { addresses: ['192.0.2.16/28'] },
  });
  const tenant = new Tenant(cluster, 'new-user', {
    platform,
    hosts: ['new-user.example.com'],
    access: { kind: 'jwt', issuer: 'https://login.example.com/realms/new-user', claims: { tenant: ['new-user'] } },
  });
  tenant.addWorkload('app', {
    containers: [{ name: 'app', image: 'ghcr.io/example/app', tag: '1.0.0', ports: [{ targetPort: 8080 }] }],
  });
  setOwner(tenant, 'pulumi', { kinds: ['Namespace', 'LimitRange'] });
  const provider = new KubernetesProvider('cluster', { kubeconfig: '{}' });
  deploy(cluster, { provider, protect: 'nothing' });
}

async function main() {
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: 'dev', projectName: 'fleet', program },
    { workDir: process.argv[2] },
  );
  const runs = [await stack.preview(), await stack.up(), await stack.up(), await stack.destroy()];
  const changes = runs.map(({ changeSummary, summary }) => changeSummary ?? summary.resourceChanges);
  process.stdout.write(JSON.stringify(changes));
}

main().catch((error) => {
  process.stderr.write(String(error));
  process.exitCode = 1;
});
