import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crdFiles, readData, readSources } from '../../scripts/generate/data.js';
import { pruneCrd, pruneSchema } from '../../scripts/generate/prune.js';
import { builtinSchemas, chartSchema, charts } from '../../lib/imports/schemas.js';

const DATA = join(__dirname, '../../lib/imports/data');

/** A title may be a value, as in a chart; those of schemas are found by pruning them. */
const PROSE = new Set(['description', 'example', 'examples', 'externalDocs', '$comment']);

/** Paths of values that look like prose: texts under the name of a keyword that holds prose. */
function prose(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    PROSE.has(key) && typeof child === 'string' ? [`${path}/${key}`] : prose(child, `${path}/${key}`),
  );
}

const filesOf = (folder: string): string[] => readdirSync(join(DATA, folder)).map((file) => `${folder}/${file}`);

describe('pinned data', () => {
  it.each([...crdFiles(DATA).map((file) => `crds/${file}`), ...filesOf('kubernetes'), ...filesOf('helm')])(
    '%s is on one line and without prose',
    (file) => {
      const text = readFileSync(join(DATA, file), 'utf8');
      const value: unknown = JSON.parse(text);
      expect(text).toBe(`${JSON.stringify(value)}\n`);
      expect(prose(value)).toEqual([]);
    },
  );

  it('holds each CRD as it would be adopted', () => {
    for (const { crd } of readData(DATA).crds) expect(pruneCrd(crd)).toEqual(crd);
  });

  it('holds the schemas of built-in kinds and charts as they would be pruned', () => {
    for (const schema of Object.values(builtinSchemas().schemas)) expect(pruneSchema(schema)).toEqual(schema);
    for (const schema of charts().map(chartSchema)) expect(pruneSchema(schema)).toEqual(schema);
  });

  it('has an index that equals the files, sorted, with an origin each', () => {
    const sources = readSources(DATA);
    expect(sources.map(({ system, name }) => `${system}/${name}.json`)).toEqual(crdFiles(DATA));
    for (const { repo, ref } of sources) {
      expect(repo).toMatch(/^[\w.-]+\/[\w.-]+$/);
      expect(ref).not.toBe('');
    }
    for (const { name, crd } of readData(DATA).crds) {
      expect(crd.metadata.name).toBe(name);
      expect(`${crd.spec.names.plural}.${crd.spec.group}`).toBe(name);
    }
  });

  it('has an index of charts that equals the files', () => {
    const files = charts().flatMap((chart) => [
      `${chart}.values.json`,
      ...(chartSchema(chart) ? [`${chart}.schema.json`] : []),
    ]);
    expect([...files, 'index.json'].sort()).toEqual(readdirSync(join(DATA, 'helm')).sort());
  });
});
