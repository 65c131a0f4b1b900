import { object } from '../manifests.js';
import { end, POD } from './route-ends.js';

describe('servers of plain HTTP on one port', () => {
  const SERVER = (name: string, host: string, tls = ''): string =>
    object(
      'networking.istio.io/v1',
      'Gateway',
      name,
      'edge',
      `{selector: {istio: gw}, servers: [{port: {number: 80, name: http, protocol: HTTP}${tls}, hosts: ['${host}']}]}`,
    );
  const bound = (gateway: string, host: string, name: string): string =>
    object(
      'networking.istio.io/v1',
      'VirtualService',
      `v-${gateway}`,
      'b',
      `{hosts: ['${host}'], gateways: [edge/${gateway}], http: [{route: [{destination: {host: ${name}}}]}]}`,
    );
  const pod = POD('{istio: gw}');

  it('share their routes: the most specific host of any of them counts', () => {
    const set = [pod, SERVER('wide', '*'), SERVER('narrow', '*.example.com'), bound('wide', 'shop.example.com', 'one')];
    expect(end(set, { host: 'shop.example.com' })).toBe('b/one');
    expect(end([...set, bound('narrow', '*.example.com', 'two')], { host: 'shop.example.com' })).toBe('b/one');
    expect(end([...set, bound('narrow', '*.example.com', 'two')], { host: 'tea.example.com' })).toBe('b/two');
  });
});
