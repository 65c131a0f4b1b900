import fc from 'fast-check';
import { spread } from '../../../lib/gitops/layout/spread.js';

const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/), { minLength: 2, maxLength: 8 });
const key = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);

function placed(of: string, places: readonly string[]): string {
  const [first = '', ...rest] = places;
  return spread(of, [first, ...rest]);
}

describe('a spread over places', () => {
  it('depends on no order of the places', () => {
    fc.assert(
      fc.property(key, names, (of, places) => {
        expect(placed(of, [...places].reverse())).toBe(placed(of, places));
      }),
    );
  });

  it('moves a key to a new place or leaves it where it is', () => {
    fc.assert(
      fc.property(key, names, (of, places) => {
        const fewer = places.slice(1);
        const [added] = places;
        expect([placed(of, fewer), added]).toContain(placed(of, places));
      }),
    );
  });

  it('moves only the keys of a place that goes', () => {
    fc.assert(
      fc.property(key, names, (of, places) => {
        const before = placed(of, places);
        const left = places.filter((place) => place !== before).slice(0, 1);
        const fewer = places.filter((place) => !left.includes(place));
        expect(placed(of, fewer)).toBe(before);
      }),
    );
  });

  it('gives each place about its share, and a fifth place about a fifth', () => {
    const keys = Array.from({ length: 5000 }, (_, at) => `tenant-${String(at)}`);
    const four = ['north', 'south', 'east', 'west'];
    for (const place of four) {
      const share = keys.filter((of) => placed(of, four) === place).length / keys.length;
      expect(share).toBeGreaterThan(0.22);
      expect(share).toBeLessThan(0.28);
    }
    const moved = keys.filter((of) => placed(of, [...four, 'middle']) !== placed(of, four)).length / keys.length;
    expect(moved).toBeGreaterThan(0.17);
    expect(moved).toBeLessThan(0.23);
  });
});
