import { secretInClear } from '../../../../lib/analyzer/rules/kubernetes/secret-in-clear.js';
import { doc, findings } from '../../rule-tester.js';

const secret = (fields: object) => doc('Secret v1', 'a/db', { ...fields });
const SEALED = 'ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]';
const sops = { mac: SEALED };

describe('secret-in-clear', () => {
  it('names the keys, never the values', () => {
    expect(findings(secretInClear, secret({ stringData: { user: 'root', password: 'hunter2' } }))).toEqual([
      'TM4601 at test.yaml:2 (Secret a/db): stringData: the values of password, user stand in clear. Encrypt the Secret with SOPS, or supply it by other means, such as External Secrets; then replace the value.',
    ]);
    expect(findings(secretInClear, secret({ data: { password: 'aHVudGVyMg==' } }))).toHaveLength(1);
  });

  it('accepts what SOPS has sealed, every value of it', () => {
    expect(findings(secretInClear, secret({ data: { a: SEALED, b: SEALED }, sops }))).toEqual([]);
    expect(findings(secretInClear, secret({ data: { a: SEALED, b: 'clear' }, sops }))).toEqual([
      'TM4601 at test.yaml:2 (Secret a/db): data: the values of b stand in clear. Encrypt the Secret with SOPS, or supply it by other means, such as External Secrets; then replace the value.',
    ]);
  });

  it('does not trust the form of a value alone', () => {
    expect(findings(secretInClear, secret({ data: { a: SEALED } }))).toHaveLength(1);
    expect(findings(secretInClear, secret({ data: { a: SEALED }, sops: {} }))).toHaveLength(1);
  });

  it('is silent for a Secret that is filled by others', () => {
    expect(findings(secretInClear, secret({}))).toEqual([]);
    expect(findings(secretInClear, secret({ data: {} }))).toEqual([]);
    expect(findings(secretInClear, secret({ data: { a: '' } }))).toEqual([]);
  });
});
