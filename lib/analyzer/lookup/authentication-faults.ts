import type { ManifestEntry } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import { field } from '../context.js';
import { at, isJsonObject, strings, text } from '../read.js';
import type { PolicyFault } from './policy-faults.js';

/**
 * What Istio refuses of a RequestAuthentication.
 *
 * @see https://istio.io/latest/docs/reference/config/security/request_authentication/
 */
export function tokenFaults(policy: ManifestEntry): readonly PolicyFault[] {
  return list(field(policy, 'spec', 'jwtRules')).flatMap((rule, index) =>
    jwtRuleFaults(rule, `spec.jwtRules[${String(index)}]`),
  );
}

/**
 * What Istio refuses of a PeerAuthentication. Modes of ports without a selector are another rule's.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export function peerFaults(policy: ManifestEntry): readonly PolicyFault[] {
  const ports = field(policy, 'spec', 'portLevelMtls');
  if (!isJsonObject(ports)) return selectorFaults(policy);
  const names = Object.keys(ports);
  const empty: readonly PolicyFault[] =
    names.length === 0 ? [{ field: 'spec.portLevelMtls', message: 'modes of ports name at least one port' }] : [];
  const wrong = names
    .filter((name) => !/^\d+$/.test(name) || Number(name) < 1 || Number(name) > 65_535)
    .map((name) => ({ field: `spec.portLevelMtls["${name}"]`, message: `"${name}" is no port` }));
  return [...selectorFaults(policy), ...empty, ...wrong];
}

/** Labels that Istio refuses in a selector. */
export function selectorFaults(policy: ManifestEntry): readonly PolicyFault[] {
  const labels = field(policy, 'spec', 'selector', 'matchLabels');
  if (!isJsonObject(labels)) return [];
  return Object.entries(labels).flatMap(([key, value]) => {
    const place = `spec.selector.matchLabels["${key}"]`;
    if (key === '') return [{ field: place, message: 'a label has a name' }];
    const starred = key.includes('*') || text(value)?.includes('*') === true;
    return starred ? [{ field: place, message: 'a star means nothing in a selector' }] : [];
  });
}

const TARGETS = ['selector', 'targetRef', 'targetRefs'] as const;
const KINDS = ['Service', 'ServiceEntry', 'Gateway', 'GatewayClass'];

/** What Istio refuses of the targets of a policy. */
export function targetFaults(policy: ManifestEntry): readonly PolicyFault[] {
  const used = TARGETS.filter((name) => field(policy, 'spec', name) !== undefined);
  const several: readonly PolicyFault[] =
    used.length > 1 ? [{ field: `spec.${used[1] ?? ''}`, message: `it stands beside no ${used[0] ?? ''}` }] : [];
  const targets = list(field(policy, 'spec', 'targetRefs')).map(
    (target, index) => [target, `spec.targetRefs[${String(index)}]`] as const,
  );
  const single = field(policy, 'spec', 'targetRef');
  const all = single === undefined ? targets : [...targets, [single, 'spec.targetRef'] as const];
  return [...selectorFaults(policy), ...several, ...all.flatMap(([target, place]) => oneTargetFaults(target, place))];
}

function oneTargetFaults(target: JsonValue, place: string): readonly PolicyFault[] {
  const kind = text(at(target, 'kind')) ?? '';
  const found: PolicyFault[] = [];
  if (!KINDS.includes(kind))
    found.push({ field: `${place}.kind`, message: `a policy has no target of kind "${kind}"` });
  if ((text(at(target, 'name')) ?? '') === '') found.push({ field: `${place}.name`, message: 'a target has a name' });
  if ((text(at(target, 'namespace')) ?? '') !== '')
    found.push({ field: `${place}.namespace`, message: 'a target is in the namespace of the policy' });
  return found;
}

function jwtRuleFaults(rule: JsonValue, place: string): readonly PolicyFault[] {
  if (!isJsonObject(rule)) return [{ field: place, message: 'a rule is an object' }];
  const found: PolicyFault[] = [];
  const add = (name: string, message: string): void => void found.push({ field: `${place}.${name}`, message });
  const [issuer, uri] = [text(rule['issuer']) ?? '', text(rule['jwksUri']) ?? ''];
  if (issuer === '' && uri === '') add('issuer', 'a rule names its issuer, or where its keys are');
  if (uri !== '' && !/^https?:\/\/[^/]+/.test(uri)) add('jwksUri', `"${uri}" is no address of the web`);
  const keys = text(rule['jwks']);
  if (keys !== undefined && keys !== '' && !areKeys(keys)) add('jwks', 'it is no set of keys in JSON');
  for (const name of ['audiences', 'fromParams', 'fromCookies'])
    strings(rule[name]).forEach((value, index) => {
      if (value === '') add(`${name}[${String(index)}]`, 'an empty value is refused');
    });
  list(rule['fromHeaders']).forEach((header, index) => {
    if ((text(at(header, 'name')) ?? '') === '') add(`fromHeaders[${String(index)}].name`, 'a header has a name');
  });
  return [...found, ...outputFaults(rule, place)];
}

function outputFaults(rule: JsonObject, place: string): readonly PolicyFault[] {
  return list(rule['outputClaimToHeaders']).flatMap((output, index): readonly PolicyFault[] => {
    const where = `${place}.outputClaimToHeaders[${String(index)}]`;
    const header = text(at(output, 'header')) ?? '';
    const claim = text(at(output, 'claim')) ?? '';
    return [
      ...(/^[-_A-Za-z0-9]+$/.test(header)
        ? []
        : [{ field: `${where}.header`, message: `"${header}" is no name of a header` }]),
      ...(claim === '' ? [{ field: `${where}.claim`, message: 'a claim has a name' }] : []),
    ];
  });
}

function areKeys(value: string): boolean {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null && 'keys' in parsed && Array.isArray(parsed.keys);
  } catch {
    return false;
  }
}

function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
