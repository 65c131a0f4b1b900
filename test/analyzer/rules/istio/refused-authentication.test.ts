import { refusedPolicy } from '../../../../lib/analyzer/rules/istio/refused-policy.js';
import { accessTo, object } from '../../../access/manifests.js';
import { doc, findings } from '../../rule-tester.js';

type Spec = Readonly<Record<string, unknown>>;

function faults(kind: string, spec: Spec): readonly string[] {
  return findings(refusedPolicy, doc(`${kind} security.istio.io/v1`, 'a/p', { spec })).map((line) =>
    line.replace(/^.*?\(\w+ a\/p\): /, '').replace(' Write the field as Istio reads it.', ''),
  );
}

const jwt = (fields: Spec): Spec => ({ jwtRules: [{ issuer: 'i', ...fields }] });
const at = 'spec.jwtRules[0]';
const labels = { matchLabels: { app: 'x' } };

describe('refused-policy on authentication', () => {
  it.each<[string, Spec, string]>([
    ['no issuer', jwt({ issuer: '' }), `${at}.issuer: a rule names its issuer, or where its keys are.`],
    ['a file of keys', jwt({ jwksUri: 'file:///keys' }), `${at}.jwksUri: "file:///keys" is no address of the web.`],
    ['keys that are none', jwt({ jwks: '{"key": 1}' }), `${at}.jwks: it is no set of keys in JSON.`],
    ['keys out of JSON', jwt({ jwks: 'x' }), `${at}.jwks: it is no set of keys in JSON.`],
    ['an empty audience', jwt({ audiences: ['a', ''] }), `${at}.audiences[1]: an empty value is refused.`],
    ['an empty parameter', jwt({ fromParams: [''] }), `${at}.fromParams[0]: an empty value is refused.`],
    ['an empty cookie', jwt({ fromCookies: [''] }), `${at}.fromCookies[0]: an empty value is refused.`],
    [
      'a header without a name',
      jwt({ fromHeaders: [{ prefix: 'x' }] }),
      `${at}.fromHeaders[0].name: a header has a name.`,
    ],
    [
      'a header for a claim',
      jwt({ outputClaimToHeaders: [{ header: 'a b', claim: 'sub' }] }),
      `${at}.outputClaimToHeaders[0].header: "a b" is no name of a header.`,
    ],
    [
      'a header for no claim',
      jwt({ outputClaimToHeaders: [{ header: 'x' }] }),
      `${at}.outputClaimToHeaders[0].claim: a claim has a name.`,
    ],
    [
      'a star in a selector',
      { selector: { matchLabels: { app: 'x*' } } },
      'spec.selector.matchLabels["app"]: a star means nothing in a selector.',
    ],
    [
      'two ways to attach',
      { selector: labels, targetRefs: [{ kind: 'Service', name: 'x' }] },
      'spec.targetRefs: it stands beside no selector.',
    ],
    [
      'a target of another kind',
      { targetRefs: [{ kind: 'Pod', name: 'x' }] },
      'spec.targetRefs[0].kind: a policy has no target of kind "Pod".',
    ],
    ['a target without a name', { targetRef: { kind: 'Gateway' } }, 'spec.targetRef.name: a target has a name.'],
    [
      'a target elsewhere',
      { targetRefs: [{ kind: 'Gateway', name: 'x', namespace: 'b' }] },
      'spec.targetRefs[0].namespace: a target is in the namespace of the policy.',
    ],
  ])('refuses a RequestAuthentication with %s', (_, spec, message) => {
    expect(faults('RequestAuthentication', spec)).toEqual([message]);
  });

  it.each<[string, Spec, string]>([
    [
      'no port at all',
      { selector: labels, portLevelMtls: {} },
      'spec.portLevelMtls: modes of ports name at least one port.',
    ],
    [
      'a port too high',
      { selector: labels, portLevelMtls: { 65536: {} } },
      'spec.portLevelMtls["65536"]: "65536" is no port.',
    ],
    ['port 0', { selector: labels, portLevelMtls: { 0: {} } }, 'spec.portLevelMtls["0"]: "0" is no port.'],
    [
      'a label without a name',
      { selector: { matchLabels: { '': 'x' } } },
      'spec.selector.matchLabels[""]: a label has a name.',
    ],
  ])('refuses a PeerAuthentication with %s', (_, spec, message) => {
    expect(faults('PeerAuthentication', spec)).toEqual([message]);
  });

  it('is silent on what Istio takes', () => {
    const keys = jwt({ jwks: '{"keys": []}', audiences: ['a'], fromHeaders: [{ name: 'x' }], fromCookies: ['c'] });
    expect(faults('RequestAuthentication', keys)).toEqual([]);
    expect(
      faults('RequestAuthentication', {
        jwtRules: [{ jwksUri: 'https://x.example.com/keys' }],
        targetRefs: [{ kind: 'Gateway', name: 'x' }],
      }),
    ).toEqual([]);
    expect(faults('PeerAuthentication', { selector: labels, portLevelMtls: { 8080: { mode: 'DISABLE' } } })).toEqual(
      [],
    );
  });

  it('is what answers about a set say of it', () => {
    const { assumptions } = accessTo(
      object('security.istio.io/v1', 'RequestAuthentication', 'j', 'a', '{jwtRules: [{issuer: ""}]}'),
    );
    expect(assumptions.at(-1)).toBe(
      'Istio refuses RequestAuthentication a/j (TM4112: spec.jwtRules[0].issuer: a rule names its issuer, or where its keys are); it is judged as istiod reads it unchecked.',
    );
  });
});
