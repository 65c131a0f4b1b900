import { mapAt, textOf, textsOf } from '../../manifest/index.js';
import { httpsUrl, type JsonObject } from '../../model/index.js';
import type { FoundObject } from '../found.js';
import type { Literal } from '../literal.js';
import { mapsIn } from '../read/kustomization.js';
import type { ChoiceList } from './choices.js';
import { texts } from './hosts.js';
import type { Inventory } from './inventory.js';

/** Who may reach a tenant from outside, from its token rules and its sign-in; what nobody said is a choice. */
export function readAccess(
  inventory: Inventory,
  choices: ChoiceList,
  namespace: string,
  hosts: readonly string[],
  gatewayNamespaces: readonly string[],
): Literal {
  const places = [namespace, ...gatewayNamespaces];
  const claims = claimsOf(inventory, places, hosts);
  const proxy = proxyOf(inventory, namespace);
  const custom = places
    .flatMap((place) => inventory.of('AuthorizationPolicy', place))
    .filter((policy) => asks(policy, hosts));
  const rule = tokenRule(inventory, namespace, gatewayNamespaces, claims);
  const by = `Tenant ${namespace}: access`;
  for (const found of custom) inventory.own(found, by);
  inventory.own(
    proxy,
    by,
    proxy === undefined ? [] : ['oauth2-proxy runs in a namespace of its own, with the Secret there'],
  );
  if (proxy !== undefined || custom.length > 0) return signIn(choices, namespace, rule, claims, proxy);
  const issuer = textOf(rule?.['issuer']);
  if (rule !== undefined && issuer !== undefined) {
    return {
      kind: 'jwt',
      issuer,
      jwksUri: keysOf(rule),
      audiences: listOrNone(rule['audiences']),
      claims: claims ?? askClaims(choices, namespace),
    };
  }
  return choices.ask(
    `${namespace} access`,
    'TenantAccess',
    `Who may reach ${namespace} from outside. The repository has no rule about tokens for it.`,
    `{ kind: 'jwt', issuer: 'https://login.example.com', claims: { groups: ['${namespace}'] } }`,
  );
}

function signIn(
  choices: ChoiceList,
  namespace: string,
  rule: JsonObject | undefined,
  claims: Readonly<Record<string, readonly string[]>> | undefined,
  proxy: FoundObject | undefined,
): Literal {
  const values = mapAt(proxy?.object, 'spec', 'values');
  const settings = argumentsOf(values);
  const issuer = textOf(rule?.['issuer']) ?? settings['oidc-issuer-url'];
  const domains = [...texts(mapAt(values, 'config')['emailDomains']), ...splitText(settings['email-domain'])];
  const audiences = listOrNone(rule?.['audiences']);
  return {
    kind: 'sign-in',
    issuer: issuerOf(choices, namespace, issuer),
    claims: claims ?? askClaims(choices, namespace),
    emailDomains:
      domains.length > 0
        ? domains
        : choices.ask(
            `${namespace} email domains`,
            'readonly string[]',
            `Domains of the e-mail addresses that may sign in to ${namespace}.`,
            "['example.com']",
          ),
    audiences,
  };
}

function issuerOf(choices: ChoiceList, namespace: string, issuer: string | undefined): Literal {
  const [, region, userPoolId] =
    /^https:\/\/cognito-idp\.([a-z0-9-]+)\.amazonaws\.com\/([\w-]+)$/.exec(issuer ?? '') ?? [];
  if (region !== undefined && userPoolId !== undefined) {
    const what = `Where users of ${namespace} sign in: the prefix of a Cognito domain, or a host.`;
    return {
      kind: 'cognito',
      region,
      userPoolId,
      domain: choices.ask(`${namespace} login domain`, 'string', what, `'${namespace}-login'`),
    };
  }
  if (issuer !== undefined && isHttps(issuer)) return { kind: 'oidc', issuer };
  return choices.ask(
    `${namespace} issuer`,
    'SignInIssuer',
    `Who issues the tokens of users of ${namespace}.`,
    "{ kind: 'oidc', issuer: 'https://login.example.com' }",
  );
}

function askClaims(choices: ChoiceList, namespace: string): Literal {
  return choices.ask(
    `${namespace} claims`,
    'Readonly<Record<string, readonly string[]>>',
    `Claims of a token that tell users of ${namespace} from others of the same issuer, with their values.`,
    `{ groups: ['${namespace}'] }`,
  );
}

/** The first rule about tokens in the tenant's namespace, else the one of its gateway that its claims go with. */
function tokenRule(
  inventory: Inventory,
  namespace: string,
  gatewayNamespaces: readonly string[],
  claims: Readonly<Record<string, readonly string[]>> | undefined,
): JsonObject | undefined {
  const by = `Tenant ${namespace}: access`;
  for (const found of inventory.of('RequestAuthentication', namespace)) {
    const rules = mapsIn(mapAt(found.object, 'spec')['jwtRules']);
    inventory.own(found, by, rules.length > 1 ? ['one issuer is carried over'] : []);
    const [first] = rules;
    if (first !== undefined) return first;
  }
  const atGateways = gatewayNamespaces.flatMap((place) => inventory.of('RequestAuthentication', place));
  const [only, ...others] = atGateways;
  if (claims === undefined || only === undefined || others.length > 0) return undefined;
  return mapsIn(mapAt(only.object, 'spec')['jwtRules'])[0];
}

/** Claims that ALLOW rules demand: those of the tenant's namespace, else those for its hosts at the gateway. */
function claimsOf(
  inventory: Inventory,
  places: readonly string[],
  hosts: readonly string[],
): Readonly<Record<string, readonly string[]>> | undefined {
  const [namespace, ...gateways] = places;
  const atGateway = gateways
    .flatMap((place) => inventory.of('AuthorizationPolicy', place))
    .filter((policy) => names(policy, hosts));
  for (const policy of [...inventory.of('AuthorizationPolicy', namespace), ...atGateway]) {
    for (const rule of mapsIn(mapAt(policy.object, 'spec')['rules'])) {
      const entries = mapsIn(rule['when']).flatMap(({ key, values }): [string, readonly string[]][] => {
        const [, claim] = /^request\.auth\.claims\[([^\]]+)\]$/.exec(textOf(key) ?? '') ?? [];
        return claim === undefined || texts(values).length === 0 ? [] : [[claim, texts(values)]];
      });
      if (entries.length > 0) return Object.fromEntries(entries);
    }
  }
  return undefined;
}

/** Whether a policy asks somebody else about requests for one of the hosts. */
function asks(policy: FoundObject, hosts: readonly string[]): boolean {
  return mapAt(policy.object, 'spec')['action'] === 'CUSTOM' && names(policy, hosts);
}

function names({ object }: FoundObject, hosts: readonly string[]): boolean {
  const named = mapsIn(mapAt(object, 'spec')['rules'])
    .flatMap((rule) => mapsIn(rule['to']))
    .flatMap((to) => texts(mapAt(to, 'operation')['hosts']));
  return named.some((name) => hosts.includes(name.replace(/:.*$/, '')));
}

function proxyOf(inventory: Inventory, namespace: string): FoundObject | undefined {
  return inventory.of('HelmRelease').find(({ object, id }) => {
    const spec = mapAt(object, 'spec');
    const target = textOf(spec['targetNamespace']) ?? id.namespace;
    const chart = textOf(mapAt(spec, 'chart', 'spec')['chart']);
    return chart === 'oauth2-proxy' && (target === namespace || target === `${namespace}-auth`);
  });
}

/** Arguments of oauth2-proxy, which the chart takes as a map or as a list. */
function argumentsOf(values: JsonObject): Readonly<Record<string, string>> {
  const list = texts(values['extraArgs']).map((text): [string, string] => {
    const [, name = '', value = ''] = /^-{0,2}([^=]+)=?(.*)$/.exec(text) ?? [];
    return [name, value];
  });
  return { ...Object.fromEntries(list), ...textsOf(mapAt(values, 'extraArgs')) };
}

function keysOf(rule: JsonObject): string | undefined {
  const uri = textOf(rule['jwksUri']);
  return uri !== undefined && isHttps(uri) ? uri : undefined;
}

function listOrNone(value: JsonObject[string]): readonly string[] | undefined {
  const found = texts(value);
  return found.length === 0 ? undefined : found;
}

function splitText(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').filter((part) => part !== '');
}

function isHttps(url: string): boolean {
  try {
    httpsUrl(url, { where: '', field: '' });
    return true;
  } catch {
    return false;
  }
}
