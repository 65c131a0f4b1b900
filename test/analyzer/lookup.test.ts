import { kinds } from '../../lib/imports/schemas.js';
import { pluralOf } from '../../lib/analyzer/lookup/plural.js';

describe('pluralOf', () => {
  it('names every kind that the package knows as the API server does', () => {
    const wrong = kinds().filter(({ kind, plural }) => pluralOf(kind) !== plural);
    expect(wrong.map(({ kind, plural }) => `${kind} ${plural}`)).toEqual([]);
  });
});
