import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adopt } from '../../../scripts/generate/adopt.js';
import { crdFiles, readData, readSources } from '../../../scripts/generate/data.js';

const DATA = join(__dirname, '../../../lib/imports/data');

const UPSTREAM = `# A comment of upstream.
apiVersion: v1
kind: Namespace
metadata: { name: ignored }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.flagger.app
  labels: { a: b }
  annotations: { controller-gen.kubebuilder.io/version: v0.19.0, api-approved.kubernetes.io: unapproved }
spec:
  conversion: { strategy: None }
  group: flagger.app
  names: { kind: Widget, plural: widgets }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      additionalPrinterColumns:
        - { name: Age, type: date, jsonPath: .metadata.creationTimestamp, description: How old it is. }
      schema:
        openAPIV3Schema:
          description: What a widget is.
          type: object
          properties:
            description: { type: string, description: A field that bears this name. }
            spec:
              type: object
              title: The spec.
              properties:
                title: { type: array, items: { type: string, description: An item. } }
                example: { type: object, additionalProperties: { type: string, example: a } }
                open: { type: object, additionalProperties: true }
                choice: { anyOf: [{ description: One., required: [a] }] }
status: { acceptedNames: {} }
`;

const ADOPTED = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.flagger.app', annotations: { 'api-approved.kubernetes.io': 'unapproved' } },
  spec: {
    group: 'flagger.app',
    names: { kind: 'Widget', plural: 'widgets' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        additionalPrinterColumns: [{ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              description: { type: 'string' },
              spec: {
                type: 'object',
                properties: {
                  title: { type: 'array', items: { type: 'string' } },
                  example: { type: 'object', additionalProperties: { type: 'string' } },
                  open: { type: 'object', additionalProperties: true },
                  choice: { anyOf: [{ required: ['a'] }] },
                },
              },
            },
          },
        },
      },
    ],
  },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'adopt-'));
  cpSync(DATA, folder, { recursive: true });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function upstream(text: string): string {
  const file = join(folder, 'upstream.yaml');
  writeFileSync(file, text);
  return file;
}

const flagger = { system: 'flagger', repo: 'fluxcd/flagger', ref: 'v2.0.0' };

describe('adopt', () => {
  it('keeps what the server judges by, in the order of upstream', () => {
    adopt(folder, flagger, [upstream(UPSTREAM)]);
    expect(readFileSync(join(folder, 'crds/flagger/widgets.flagger.app.json'), 'utf8')).toBe(
      `${JSON.stringify({
        ...ADOPTED,
        metadata: { name: ADOPTED.metadata.name, annotations: ADOPTED.metadata.annotations },
      })}\n`,
    );
  });

  it('replaces all CRDs of the system and repository, in the index too', () => {
    adopt(folder, flagger, [upstream(UPSTREAM)]);
    expect(readdirSync(join(folder, 'crds/flagger'))).toEqual(['widgets.flagger.app.json']);
    expect(readSources(folder).filter(({ system }) => system === 'flagger')).toEqual([
      { ...flagger, name: 'widgets.flagger.app' },
    ]);
    expect(readSources(folder).map(({ system, name }) => `${system}/${name}.json`)).toEqual(crdFiles(folder));
  });

  it('leaves the CRDs that another repository brings to the system', () => {
    const from = { system: 'flux', repo: 'fluxcd/helm-controller', ref: 'v9.9.9' };
    adopt(folder, from, [join(DATA, 'crds/flux/helmreleases.helm.toolkit.fluxcd.io.json')]);
    const before = readSources(DATA);
    expect(readSources(folder)).toEqual(
      before.map((source) => (source.repo === from.repo ? { ...source, ref: 'v9.9.9' } : source)),
    );
  });

  it('changes nothing when it adopts what is there', () => {
    const origins = new Map(readSources(DATA).map((source) => [`${source.system} ${source.repo}`, source]));
    for (const { system, repo, ref } of origins.values()) {
      const own = readSources(DATA).filter((source) => source.system === system && source.repo === repo);
      adopt(
        folder,
        { system, repo, ref },
        own.map(({ name }) => join(DATA, 'crds', system, `${name}.json`)),
      );
    }
    expect(readData(folder)).toEqual(readData(DATA));
    for (const file of [...crdFiles(DATA), 'index.json']) {
      expect(readFileSync(join(folder, 'crds', file), 'utf8')).toBe(readFileSync(join(DATA, 'crds', file), 'utf8'));
    }
  });

  it('makes room for a new system', () => {
    adopt(folder, { system: 'widgets', repo: 'a/b', ref: 'v1' }, [upstream(UPSTREAM)]);
    expect(existsSync(join(folder, 'crds/widgets/widgets.flagger.app.json'))).toBe(true);
  });

  it('refuses files without a CRD, and leaves the data alone', () => {
    const file = upstream('kind: Namespace\n');
    expect(() => {
      adopt(folder, flagger, [file]);
    }).toThrow(`No CustomResourceDefinition in ${file}.`);
    expect(readSources(folder)).toEqual(readSources(DATA));
  });

  it('refuses text that is not YAML, and leaves the data alone', () => {
    expect(() => {
      adopt(folder, flagger, [upstream('a: b: c')]);
    }).toThrow(/Nested mappings are not allowed/);
    expect(readSources(folder)).toEqual(readSources(DATA));
  });

  it('refuses a CRD that is not one', () => {
    expect(() => {
      adopt(folder, flagger, [upstream('kind: CustomResourceDefinition\nmetadata: { name: a }\nspec: 1\n')]);
    }).toThrow('An object was expected in the CustomResourceDefinition, not 1.');
    expect(() => {
      adopt(folder, flagger, [
        upstream('kind: CustomResourceDefinition\nmetadata: { name: a }\nspec: { versions: {} }\n'),
      ]);
    }).toThrow('A list was expected in the CustomResourceDefinition, not object.');
  });
});
