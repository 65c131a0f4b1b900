import { nearest } from '../../lib/model/index.js';

describe('nearest', () => {
  it('finds the word that was meant', () => {
    expect(nearest('replicaCout', ['replicas', 'replicaCount'])).toBe('replicaCount');
    expect(nearest('CRDS', ['crds', 'image'])).toBe('crds');
  });

  it('stays silent when nothing is near', () => {
    expect(nearest('resources', ['crds', 'image'])).toBeUndefined();
    expect(nearest('x', [])).toBeUndefined();
  });
});
