import fc from 'fast-check';
import {
  addressNumber,
  addressRange,
  byteQuantity,
  cidr,
  cidrRange,
  countQuantity,
  cpuQuantity,
  dnsLabel,
  dnsSubdomain,
  durationMs,
  flaggerDuration,
  formatDuration,
  goDuration,
  headerName,
  host,
  httpsUrl,
  imageName,
  namespacedName,
  port,
  quantityNumber,
  rangesOverlap,
  withoutBlock,
  trustDomain,
  urlHost,
} from '../../lib/model/index.js';
import { refusal } from '../refusal.js';

const at = { where: 'app/tenant-a', field: 'it' };

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
const label = fc
  .tuple(
    fc.constantFrom(...Array.from(letters)),
    fc.string({ unit: fc.constantFrom(...Array.from(letters), '-'), maxLength: 60 }),
    fc.constantFrom(...Array.from(letters)),
  )
  .map((parts) => parts.join(''));

describe('names', () => {
  it('accepts every DNS label and nothing with other characters', () => {
    fc.assert(fc.property(label, (name) => dnsLabel(name, at) === name));
    fc.assert(
      fc.property(label, fc.constantFrom('_', 'A', ' ', '/', '.', 'é'), (name, bad) => {
        expect(() => dnsLabel(`${name.slice(0, 20)}${bad}x`, at)).toThrow(/TM1001/);
      }),
    );
  });

  it('says where, what, the value and what to write', () => {
    expect(refusal(() => dnsLabel('Tenant A', at))).toBe(
      'TM1001 at app/tenant-a: it: a name is made of lower case letters, digits and "-", and begins and ends with a letter or digit (got "Tenant A"). Write "tenant-a".',
    );
    expect(refusal(() => dnsLabel('a'.repeat(64), at))).toContain('has 64 characters and may have 63');
    expect(refusal(() => dnsLabel('tenant-with-a-long-name', at, 10))).toContain('Shorten it by 13.');
  });

  it('accepts subdomains and refuses what is too long', () => {
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 3 }), (labels) => {
        const name = labels.join('.');
        expect(dnsSubdomain(name, at)).toBe(name);
      }),
    );
    expect(refusal(() => dnsSubdomain(`${'a.'.repeat(130)}a`, at))).toContain('TM1002');
  });

  it('reads namespace and name', () => {
    expect(namespacedName('istio-ingress/shared', at)).toEqual({ namespace: 'istio-ingress', name: 'shared' });
    expect(refusal(() => namespacedName('shared', at))).toContain('Write "namespace/name"');
  });
});

describe('hosts', () => {
  it.each(['*', '*.example.com', 'a.*.example.com'])('refuses the wildcard %s', (value) => {
    expect(refusal(() => host(value, at))).toMatch(/TM1004.*a wildcard would claim hosts of others/);
  });

  it.each(['localhost', 'Example.com', 'a..b', 'https://a.example.com', 'a.example.com:443', '10.0.0.1', 'a.b/c', ''])(
    'refuses %j',
    (value) => {
      expect(refusal(() => host(value, at))).toContain('TM1003');
    },
  );

  it('accepts names of two labels and more', () => {
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 3 }), (labels) => {
        const name = `${labels.join('.')}.example.com`;
        expect(host(name, at)).toBe(name);
      }),
    );
  });
});

describe('durations', () => {
  it('measures what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (seconds) => {
        expect(durationMs(formatDuration(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
    expect(durationMs(goDuration('1h30m', at))).toBe(5_400_000);
    expect(durationMs(goDuration('1.5h', at))).toBe(5_400_000);
    expect(durationMs(goDuration('250ms', at))).toBe(250);
  });

  it('tells days in hours', () => {
    expect(refusal(() => goDuration('90d', at))).toContain('Write "2160h".');
    expect(refusal(() => goDuration('1w', at))).toContain('units are h, m, s and ms');
  });

  it('knows that Flagger has no hours', () => {
    expect(flaggerDuration('90s', at)).toBe('90s');
    expect(refusal(() => flaggerDuration('2h', at))).toContain('Write "120m".');
    expect(refusal(() => flaggerDuration('1m30s', at))).toContain('TM1007');
  });

  it('refuses any text that is not a chain of numbers and units', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/.test(text));
        expect(() => goDuration(text, at)).toThrow(/TM1007/);
      }),
    );
  });
});

describe('addresses', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const v4 = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'));

  it('reads IPv4 and IPv6 as numbers', () => {
    fc.assert(
      fc.property(octet, octet, octet, octet, (a, b, c, d) => {
        expect(addressNumber(`${a}.${b}.${c}.${d}`)?.value).toBe(
          BigInt(a) * 16777216n + BigInt(b) * 65536n + BigInt(c) * 256n + BigInt(d),
        );
      }),
    );
    expect(addressNumber('::1')).toEqual({ family: 6, value: 1n });
    expect(addressNumber('fd00::')?.value).toBe(0xfd00n << 112n);
    expect(addressNumber('::ffff:10.0.0.1')?.value).toBe((0xffffn << 32n) + 0x0a000001n);
    expect(addressNumber('2001:db8:0:0:0:0:0:1')?.value).toBe(addressNumber('2001:db8::1')?.value);
    expect(addressNumber('010.0.0.1')).toBeUndefined();
    expect(addressNumber('fe80::1%eth0')).toBeUndefined();
  });

  it('accepts a CIDR when its host bits are zero, and says what a set bit means', () => {
    fc.assert(
      fc.property(v4, fc.integer({ min: 0, max: 32 }), (address, prefix) => {
        const range = cidrRange(`${address}/${prefix}`);
        if (range?.exact === true) expect(cidr(range.text, at)).toBe(range.text);
        else expect(() => cidr(`${address}/${prefix}`, at)).toThrow(/host bits are set/);
        expect((range?.last ?? 0n) - (range?.first ?? 0n) + 1n).toBe(1n << BigInt(32 - prefix));
      }),
    );
    expect(refusal(() => cidr('192.168.10.5/24', at))).toContain('all 256 addresses');
    expect(refusal(() => cidr('10.0.0.0', at))).toContain('TM1005');
    expect(refusal(() => cidr('10.0.0.0/33', at))).toContain('TM1005');
  });

  it('reads ranges and refuses what yields no address', () => {
    const range = addressRange('192.0.2.10-192.0.2.20', at);
    expect(range.last - range.first).toBe(10n);
    expect(refusal(() => addressRange('192.0.2.20-192.0.2.10', at))).toContain('Write "192.0.2.10-192.0.2.20".');
    expect(refusal(() => addressRange('10.0.0.1-fc00::1', at))).toContain('different families');
    expect(refusal(() => addressRange('10.0.0.1-10.0.0.2-10.0.0.3', at))).toContain('TM1006');
  });

  it('takes a block out of another one, and leaves every other address', () => {
    expect(withoutBlock('10.0.0.0/30', '10.0.0.1/32')).toEqual(['10.0.0.0/32', '10.0.0.2/31']);
    expect(withoutBlock('fd00::/8', 'fd80::/9')).toEqual(['fd00:0:0:0:0:0:0:0/9']);
    expect(withoutBlock('10.0.0.0/8', 'fd00::/8')).toEqual(['10.0.0.0/8']);
    const prefix = fc.integer({ min: 24, max: 32 });
    const last = fc.integer({ min: 0, max: 255 });
    const block = fc.tuple(last, prefix).map(([number, bits]) => {
      const size = 2 ** (32 - bits);
      return `10.0.0.${Math.floor(number / size) * size}/${bits}`;
    });
    const holds = (cidr: string, number: number): boolean =>
      rangesOverlap(addressRange(cidr, at), addressRange(`10.0.0.${number}/32`, at));
    fc.assert(
      fc.property(block, block, last, (outer, hole, number) => {
        const left = withoutBlock(outer, hole).filter((cidr) => holds(cidr, number)).length;
        expect(left).toBe(holds(outer, number) && !holds(hole, number) ? 1 : 0);
      }),
    );
  });

  it('finds an overlap exactly when an address is shared', () => {
    const small = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(small, small, small, small, (a, b, c, d) => {
        const [x, y] = [
          [Math.min(a, b), Math.max(a, b)],
          [Math.min(c, d), Math.max(c, d)],
        ] as const;
        const shared = x[0] <= y[1] && y[0] <= x[1];
        const text = (span: readonly number[]) => `10.0.0.${span[0]}-10.0.0.${span[1]}`;
        expect(rangesOverlap(addressRange(text(x), at), addressRange(text(y), at))).toBe(shared);
      }),
    );
  });
});

describe('quantities', () => {
  it.each([
    ['500m', 0.5],
    ['2', 2],
    ['1Gi', 2 ** 30],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['1e3', 1000],
    ['100k', 100_000],
  ])('reads %s', (text, value) => {
    expect(quantityNumber(text)).toBe(value);
  });

  it('refuses memory whose unit is missing', () => {
    expect(refusal(() => byteQuantity('4', at))).toMatch(
      /TM1008.*this is 4 bytes; the unit is missing.*"4Gi" or "4Mi"/,
    );
    expect(refusal(() => byteQuantity('512m', at))).toContain('the unit is missing');
    expect(refusal(() => byteQuantity('lots', at))).toContain('not a quantity');
    expect(byteQuantity('512Mi', at)).toBe('512Mi');
  });

  it('refuses CPU in bytes and broken counts', () => {
    expect(refusal(() => cpuQuantity('2Gi', at))).toContain('not a quantity of CPU');
    expect(refusal(() => countQuantity('1.5', at))).toContain('not a whole number');
    expect(cpuQuantity('250m', at)).toBe('250m');
    expect(countQuantity('20', at)).toBe('20');
  });
});

describe('ports, URLs, images, headers', () => {
  it('accepts exactly 1 to 65535', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10, max: 70_000 }), (value) => {
        if (value >= 1 && value <= 65_535) expect(port(value, at)).toBe(value);
        else expect(() => port(value, at)).toThrow(/TM1010/);
      }),
    );
    expect(() => port(1.5, at)).toThrow(/TM1010/);
  });

  it('wants https without query', () => {
    expect(urlHost(httpsUrl('https://login.example.com/realms/a', at))).toBe('login.example.com');
    expect(refusal(() => httpsUrl('http://login.example.com', at))).toContain('TM1011');
    expect(refusal(() => httpsUrl('https://a.example.com/?x=1', at))).toContain('TM1011');
  });

  it('wants registry and path without tag', () => {
    expect(imageName('ghcr.io/example/app-ui', at)).toBe('ghcr.io/example/app-ui');
    expect(refusal(() => imageName('ghcr.io/example/app:1.0', at))).toContain('give the tag in its own field');
    expect(refusal(() => imageName('app', at))).toContain('TM1013');
  });

  it('wants header names in lower case and trust domains without scheme', () => {
    expect(headerName('x-auth-request-email', at)).toBe('x-auth-request-email');
    expect(refusal(() => headerName('X-Forwarded-User', at))).toContain('Write "x-forwarded-user".');
    expect(trustDomain('cluster.local', at)).toBe('cluster.local');
    expect(refusal(() => trustDomain('spiffe://a', at))).toContain('TM1009');
  });
});
