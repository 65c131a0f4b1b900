import { listOf, mapAt, textOf } from '../../manifest/index.js';
import { KEYS, type JsonObject } from '../../model/index.js';
import type { FoundObject } from '../found.js';
import { Source, type Literal } from '../literal.js';
import { mapsIn } from '../read/kustomization.js';
import { claimReleases, readReleases, type FoundRelease } from './charts.js';
import type { ChoiceList } from './choices.js';
import { texts } from './hosts.js';
import type { Inventory } from './inventory.js';
import { isBgp, readPools, type FoundPool } from './pools.js';
import { meshRoot } from './root.js';

/** What the program says about the cluster and its platform. */
export interface FoundPlatform {
  readonly target: 'bare-metal' | 'eks';
  /** Arguments of the Cluster. */
  readonly cluster: Literal;
  /** Props of the Platform. */
  readonly platform: Literal;
  /** Pools that the shared gateway does not use. */
  readonly pools: readonly FoundPool[];
}

/** Reads target, repository, issuer, addresses and controllers. */
export function readPlatform(inventory: Inventory, choices: ChoiceList): FoundPlatform {
  const releases = readReleases(inventory);
  const pools = readPools(inventory);
  const target = targetOf(inventory, releases);
  claimReleases(inventory, releases, target);
  const shared = target === 'bare-metal' ? sharedPool(inventory, pools) : undefined;
  const platform = {
    root: meshRoot(inventory),
    gatewayIssuer: gatewayIssuer(inventory, choices),
    metallb: target === 'bare-metal' ? metallb(inventory, choices, shared) : undefined,
    kubelets: kubelets(releases),
    monitoring: monitoring(releases),
    dns: target === 'eks' ? dns(releases) : undefined,
    flux: inventory.of('ImageUpdateAutomation').length === 0 ? undefined : { imageAutomation: automation(inventory) },
  };
  return {
    target,
    cluster: { target: targetCode(choices, target, releases, inventory), repository: repository(inventory, choices) },
    platform,
    pools: pools.filter((pool) => pool !== shared),
  };
}

function targetOf(inventory: Inventory, releases: readonly FoundRelease[]): 'bare-metal' | 'eks' {
  // A release with variables is read as well: which chart it is stands in it in any case.
  const onEks = inventory.reading.objects.some(
    ({ id, object }) =>
      id.kind === 'HelmRelease' && mapAt(object, 'spec', 'chart', 'spec')['chart'] === 'aws-load-balancer-controller',
  );
  if (onEks) return 'eks';
  if (inventory.of('IPAddressPool').length > 0 || releases.some(({ key }) => key === 'metallb')) return 'bare-metal';
  const asks = inventory
    .of('Service')
    .some(({ object }) =>
      Object.keys(object.metadata.annotations ?? {}).some((key) => key.includes('aws-load-balancer')),
    );
  return asks ? 'eks' : 'bare-metal';
}

function targetCode(
  choices: ChoiceList,
  target: 'bare-metal' | 'eks',
  releases: readonly FoundRelease[],
  inventory: Inventory,
): Source {
  const what = 'CIDRs at which pods reach the API server, in which no pod is.';
  const apiServer = choices.ask('api server', 'readonly string[]', what, "['192.0.2.0/29']").text;
  if (target === 'bare-metal') return new Source(`Target.bareMetal({ addresses: { apiServer: ${apiServer} } })`);
  const controller = releases.find(({ key }) => key === 'aws-load-balancer-controller');
  const route53 = inventory
    .of('ClusterIssuer')
    .flatMap(solvers)
    .find((each) => each['region'] !== undefined);
  const known = textOf(controller?.values['region']) ?? textOf(route53?.['region']);
  const region =
    known === undefined
      ? choices.ask('region', 'string', 'AWS region of the cluster.', "'eu-central-1'").text
      : `'${known}'`;
  return new Source(`Target.eks({ region: ${region}, addresses: { apiServer: ${apiServer} } })`);
}

function repository(inventory: Inventory, choices: ChoiceList): Literal {
  const source = inventory.get('GitRepository', 'flux-system', 'flux-system');
  inventory.leave(source, 'flux bootstrap owns it');
  const url = textOf(mapAt(source?.object, 'spec')['url']);
  const branch = textOf(mapAt(source?.object, 'spec', 'ref')['branch']) ?? 'main';
  if (url !== undefined && /^(?:https|ssh):\/\/[^\s/]+\/\S+$/.test(url)) return { url, branch };
  return {
    url: choices.ask(
      'repository',
      'string',
      'URL of the repository that Flux reads.',
      "'ssh://git@git.example.com/fleet.git'",
    ),
    branch,
  };
}

/** The issuer of the gateways' certificates: the one that most of them name, where the program has a word for it. */
function gatewayIssuer(inventory: Inventory, choices: ChoiceList): Literal {
  const by = 'Platform: gatewayIssuer';
  const names = inventory.of('Certificate').flatMap(({ object }) => {
    const reference = mapAt(object, 'spec', 'issuerRef');
    return reference['kind'] === 'ClusterIssuer' ? [textOf(reference['name'])] : [];
  });
  const issuers = inventory.of('ClusterIssuer');
  const uses = (issuer: FoundObject): number => names.filter((name) => name === issuer.id.name).length;
  for (const issuer of [...issuers].sort((a, b) => uses(b) - uses(a))) {
    const props = issuerProps(issuer);
    if (props === undefined) continue;
    const rename = issuer.id.name === 'gateway' ? [] : ['its name becomes gateway, and certificates are issued anew'];
    inventory.own(issuer, by, rename);
    return props;
  }
  const example = "{ kind: 'ca-secret' }";
  const what =
    'Who issues the certificates of gateways. No ClusterIssuer of the repository proves names in Route 53 or signs with a CA.';
  return choices.ask('gateway issuer', "PlatformProps['gatewayIssuer']", what, example);
}

function issuerProps(issuer: FoundObject): Literal | undefined {
  const spec = mapAt(issuer.object, 'spec');
  const secretName = textOf(mapAt(spec, 'ca')['secretName']);
  if (secretName !== undefined)
    return { kind: 'ca-secret', secretName: secretName === 'gateway-ca' ? undefined : secretName };
  const acme = mapAt(spec, 'acme');
  const zones = mapsIn(acme['solvers']).flatMap((solver) => texts(mapAt(solver, 'selector')['dnsZones']));
  const [route53] = solvers(issuer);
  const [email, region, server] = [textOf(acme['email']), textOf(route53?.['region']), textOf(acme['server'])];
  if (email === undefined || region === undefined || zones.length === 0) return undefined;
  return {
    kind: 'acme-route53',
    email,
    region,
    dnsZones: zones,
    server: server === 'https://acme-v02.api.letsencrypt.org/directory' ? undefined : server,
    hostedZoneID: textOf(route53?.['hostedZoneID']),
  };
}

function solvers({ object }: FoundObject): readonly JsonObject[] {
  return mapsIn(mapAt(object, 'spec', 'acme')['solvers'])
    .map((solver) => mapAt(solver, 'dns01', 'route53'))
    .filter((route53) => Object.keys(route53).length > 0);
}

/** The pool of the shared gateway: the one for a namespace of role gateway or with ingress in its name, else the first. */
function sharedPool(inventory: Inventory, pools: readonly FoundPool[]): FoundPool | undefined {
  const isShared = (namespace: string): boolean => {
    const labels = inventory.get('Namespace', '', namespace)?.object.metadata.labels;
    return (
      namespace === 'istio-ingress' || (labels?.[KEYS.role] === undefined && /ingress|gateway|istio/.test(namespace))
    );
  };
  return (
    pools.find(({ namespaces }) => namespaces.some(isShared)) ?? pools.find(({ namespaces }) => namespaces.length === 0)
  );
}

function metallb(inventory: Inventory, choices: ChoiceList, pool: FoundPool | undefined): Literal {
  if (pool === undefined) {
    const what =
      'Addresses of the shared gateway: CIDRs, or ranges as first-last. No pool of the repository is for it.';
    return { addresses: choices.ask('shared addresses', 'readonly string[]', what, "['192.0.2.16/28']") };
  }
  const by = 'Platform: metallb';
  inventory.own(
    pool.found,
    by,
    pool.found.id.name === 'shared' ? pool.notes : ['its name becomes shared', ...pool.notes],
  );
  for (const each of pool.advertisements) inventory.own(each, by);
  return { addresses: pool.addresses, announcement: announcementOf(choices, pool) };
}

/** How a pool is announced. Peers of BGP are constructs of their own, so they are asked for. */
export function announcementOf(choices: ChoiceList, pool: FoundPool): Literal | undefined {
  if (!isBgp(pool)) return pool.announcement;
  const what = `How pool ${pool.found.id.name} is announced. The repository announces it by BGP: make its peers with BgpPeer of tenant-mesh/metallb.`;
  return choices.ask(`${pool.found.id.name} announcement`, 'PoolAnnouncement', what, "{ kind: 'l2' }");
}

function kubelets(releases: readonly FoundRelease[]): Literal | undefined {
  const metrics = releases.find(({ key }) => key === 'metrics-server');
  return listOf(metrics?.values['args']).includes('--kubelet-insecure-tls') ? 'unverified' : undefined;
}

function monitoring(releases: readonly FoundRelease[]): Literal | undefined {
  const stack = releases.find(({ key }) => key === 'kube-prometheus-stack');
  const spec = mapAt(stack?.values, 'prometheus', 'prometheusSpec');
  const claim = mapAt(spec, 'storageSpec', 'volumeClaimTemplate', 'spec');
  const [retention, storage] = [textOf(spec['retention']), textOf(mapAt(claim, 'resources', 'requests')['storage'])];
  const props = {
    retention: retention === '360h' || !/^[0-9]+h$/.test(retention ?? '') ? undefined : retention,
    storage: storage === '50Gi' ? undefined : storage,
    storageClassName: textOf(claim['storageClassName']),
  };
  return Object.values(props).every((value) => value === undefined) ? undefined : props;
}

function dns(releases: readonly FoundRelease[]): Literal | undefined {
  const filters = texts(releases.find(({ key }) => key === 'external-dns')?.values['domainFilters']);
  return filters.length === 0 ? undefined : { domainFilters: filters };
}

function automation(inventory: Inventory): Literal {
  const [first] = inventory.of('ImageUpdateAutomation');
  const git = mapAt(first?.object, 'spec', 'git');
  const branch = textOf(mapAt(git, 'push')['branch']) ?? textOf(mapAt(git, 'checkout', 'ref')['branch']) ?? 'main';
  inventory.own(first, 'Platform: flux.imageAutomation');
  return { branch };
}
