import { filesBelow, read } from './sources.js';

const REPORTS = filesBelow(['etc'], '.api.md').map((file) => ({ file, text: read(file) }));

/** Names of generated types, without those of the same name that a door declares itself. */
function generatedTypes(): ReadonlySet<string> {
  const files = filesBelow(['lib/imports'], '.ts').filter((file) => /^lib\/imports\/[^/]+\//.test(file));
  const declared = /^export (?:declare )?(?:abstract )?(?:interface|class|type) (\w+)/gm;
  const names = (text: string) => [...text.matchAll(declared)].map(([, name = '']) => name);
  const own = new Set(REPORTS.flatMap(({ text }) => names(text)));
  return new Set(files.flatMap((file) => names(read(file))).filter((name) => !own.has(name)));
}

/** Lines of a text that name one of the types. */
function naming(types: ReadonlySet<string>, text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => (line.match(/\w+/g) ?? []).some((word) => types.has(word)));
}

describe('the reports of the public surface', () => {
  const types = generatedTypes();

  it('name a generated type in no place but the rules of an AllowPolicy, which are those of upstream', () => {
    expect(REPORTS.length).toBeGreaterThan(10);
    const found = REPORTS.flatMap(({ file, text }) => naming(types, text).map((line) => `${file}: ${line}`));
    expect(found).toEqual([
      'etc/tenant-mesh.istio.api.md: readonly rules: () => readonly AuthorizationPolicyV1SpecRules[];',
    ]);
  });

  it('would show another', () => {
    const line = 'readonly spec: VirtualServiceV1Spec;';
    expect(naming(types, `export interface A {\n    ${line}\n}`)).toEqual([line]);
  });
});
