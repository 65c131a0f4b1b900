import { parseTo } from '../../../lib/access/index.js';
import { refusal } from '../../refusal.js';

describe('the end of a call', () => {
  it('takes every port that there is', () => {
    expect(parseTo('shop/api:1')).toEqual({ kind: 'workload', namespace: 'shop', name: 'api', port: 1 });
    expect(parseTo('svc:shop/api:65535')).toMatchObject({ kind: 'service', port: 65535 });
    expect(parseTo('host:api.example.com')).toEqual({ kind: 'host', host: 'api.example.com' });
  });

  it.each(['shop/api:0', 'svc:shop/api:65536', 'host:api.example.com:99999'])('refuses the port of %s', (text) => {
    expect(refusal(() => parseTo(text))).toBe(
      `TM8102 at the question: to: not an end of a call (got "${text}"). Write a port from 1 to 65535: ns/workload:port, svc:ns/name:port or host:name:port.`,
    );
  });
});
