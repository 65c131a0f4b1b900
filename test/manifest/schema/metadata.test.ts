import { checkSchema } from '../../../lib/manifest/schema/index.js';
import type { JsonObject } from '../../../lib/model/index.js';

function said(metadata: JsonObject): readonly string[] {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
  return checkSchema(object).map(({ code, field, message }) => `${code} ${field}: ${message}`);
}

describe('metadata', () => {
  it.each([
    [{ name: 'a.b-c' }],
    [{ generateName: 'web-' }],
    [{ name: 'a', labels: { 'example.com/App_1': '', app: 'Web-1.x' } }],
    [{ name: 'a', annotations: { 'Example.com/any': 'any text at all!' } }],
    [{ name: 'a', finalizers: ['example.com/keep'], labels: null, creationTimestamp: null }],
    [{ name: 'a', ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'a', uid: 'u', controller: true }] }],
  ])('is fine: %j', (metadata) => {
    expect(said(metadata)).toEqual([]);
  });

  it.each([
    [{}, 'TM3005 metadata.name: name is missing'],
    [
      { name: 'Web' },
      `TM3014 metadata.name: must consist of lower case letters, digits, '-' and '.', with a letter or digit at each end`,
    ],
    [{ name: 'x'.repeat(254) }, 'TM3014 metadata.name: must have at most 253 characters'],
    [
      { name: 'web', generateName: 'Web-' },
      `TM3014 metadata.generateName: must consist of lower case letters, digits, '-' and '.', with a letter or digit at each end`,
    ],
    [
      { name: 'a', namespace: 'a.b' },
      `TM3014 metadata.namespace: must consist of lower case letters, digits and '-', with a letter or digit at each end`,
    ],
    [{ name: 'a', labels: { app: 7 } }, 'TM3004 metadata.labels[app]: must be a string, not integer'],
    [
      { name: 'a', labels: { app: 'x'.repeat(64) } },
      `TM3015 metadata.labels: value of 'app' must have at most 63 characters`,
    ],
    [
      { name: 'a', labels: { 'a/b/c': 'x' } },
      `TM3015 metadata.labels: key must have the form 'prefix/name' with at most one '/'`,
    ],
    [{ name: 'a', labels: { '/b': 'x' } }, 'TM3015 metadata.labels: key must not have an empty prefix'],
    [
      { name: 'a', annotations: { 'a b': 'x' } },
      `TM3015 metadata.annotations: key must have a name of letters, digits, '-', '_' and '.', with a letter or digit at each end`,
    ],
    [
      { name: 'a', annotations: { big: 'x'.repeat(262_144) } },
      'TM3007 metadata.annotations: annotations have 262147 bytes, more than 262144',
    ],
    [
      { name: 'a', finalizers: ['orphan', 'foregroundDeletion'] },
      `TM3015 metadata.finalizers: must not hold both 'orphan' and 'foregroundDeletion'`,
    ],
    [
      { name: 'a', ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'a', uid: '' }] },
      'TM3015 metadata.ownerReferences.uid: must not be empty',
    ],
    [{ name: 'a', lables: {} }, 'TM3003 metadata.lables: is not a field of the metadata'],
    [
      { name: 'a', creationTimestamp: 'yesterday' },
      'TM3004 metadata.creationTimestamp: must be a time such as 2026-01-31T08:00:00Z, not string',
    ],
  ])('is refused: %j', (metadata, message) => {
    expect(said(metadata)).toEqual([message]);
  });

  it('is refused for the name that the API server would make of a prefix', () => {
    const rule = `must consist of lower case letters, digits, '-' and '.', with a letter or digit at each end`;
    expect(said({ generateName: 'Web-' })).toEqual([
      `TM3014 metadata.generateName: ${rule}`,
      `TM3014 metadata.name: ${rule}`,
    ]);
  });

  it.each([
    [{ name: 'a', finalizers: ['keep'] }, [`TM3015 metadata.finalizers[0]: must have the form 'domain/name'`]],
    [{ name: 'a', generation: -1 }, ['TM3015 metadata.generation: must not be negative']],
    [
      { name: 'a', ownerReferences: [{ apiVersion: 'v1', kind: 'Event', name: 'a', uid: 'u' }] },
      ['TM3015 metadata.ownerReferences: must not name an Event, which owns nothing'],
    ],
  ])('of a built-in kind is refused: %j', (metadata, messages) => {
    expect(said(metadata)).toEqual(messages);
  });

  it('says how to write a value that must be text', () => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', labels: { app: true } } };
    expect(checkSchema(object)[0]?.remedy).toBe(`Write a string, here 'true' in quotes.`);
  });
});
