import fc from 'fast-check';
import {
  dnsLabel,
  fact,
  factsIn,
  hasFact,
  httpsUrl,
  refuseFact,
  replaceFacts,
  sampleText,
  urlHost,
} from '../../lib/model/index.js';

describe('fact', () => {
  it('stands alone or inside a string, and carries its sample', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (before, sample, after) => {
        fc.pre(!before.includes('%') && !after.includes('%'));
        const text = `${before}${fact('issuer', sample)}${after}`;
        expect(hasFact(text)).toBe(true);
        expect(sampleText(text)).toBe(`${before}${sample}${after}`);
        expect(factsIn(text)).toEqual([{ name: 'issuer', sample }]);
        expect(replaceFacts(text, ({ name }) => `\${${name}}`)).toBe(`${before}\${issuer}${after}`);
      }),
    );
  });

  it('finds several in one string', () => {
    const text = `${fact('a', '1')}-${fact('b', '2')}`;
    expect(sampleText(text)).toBe('1-2');
    expect(factsIn(text).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('refuses a name that is no variable', () => {
    expect(() => fact('Tenant-A', 'x')).toThrow(/TM2011.*Write a name such as "tenant_a_issuer"/);
  });

  it('is refused where the value decides the shape of the output', () => {
    expect(() => dnsLabel(fact('name', 'a'), { where: 'app/x', field: 'name' })).toThrow(
      'TM2010 at app/x: name: fact "name" stands where the value must be known at synth. Write the value itself here; facts may stand in plain string fields only.',
    );
    expect(refuseFact('app/x', 'name', 'plain')).toBe('plain');
  });

  it('is judged by its sample in a URL', () => {
    const url = httpsUrl(`https://cognito-idp.eu-central-1.amazonaws.com/${fact('pool', 'eu-central-1_abc')}`, {
      where: 'x',
      field: 'issuer',
    });
    expect(urlHost(url)).toBe('cognito-idp.eu-central-1.amazonaws.com');
  });
});
