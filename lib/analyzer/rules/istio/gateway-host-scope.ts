import { field } from '../../context.js';
import { at, objects, strings, text } from '../../read.js';
import type { Rule } from '../../rule.js';

const GATEWAY = 'Gateway.networking.istio.io';

/** A server that takes routes of any namespace, or any host of one. */
export const gatewayHostScope: Rule = {
  meta: {
    code: 'TM4102',
    name: 'gateway-host-scope',
    area: 'istio',
    summary:
      'A gateway that names no namespace or no full host takes the routes of whoever writes one, so a tenant can answer for a host of another.',
    remedy: 'Write `namespace/host`, with the namespace of the routes and the full name of the host.',
    inputs: [GATEWAY],
  },
  check: (context) => {
    for (const gateway of context.all(GATEWAY)) {
      objects(field(gateway, 'spec', 'servers')).forEach((server, index) => {
        // Between networks the connection is passed on unread, and its hosts are those of the mesh.
        if (text(at(server, 'tls', 'mode')) === 'AUTO_PASSTHROUGH') return;
        strings(server['hosts']).forEach((host, place) => {
          const wrong = problemOf(host);
          if (wrong === undefined) return;
          context.report(gateway, { field: `spec.servers[${index}].hosts[${place}]`, message: `"${host}" ${wrong}` });
        });
      });
    }
  },
};

function problemOf(text: string): string | undefined {
  const slash = text.indexOf('/');
  const [namespace, host] = slash < 0 ? ['*', text] : [text.slice(0, slash), text.slice(slash + 1)];
  if (host === '*') return 'serves every host';
  if (host.startsWith('*')) return 'serves every host below a domain';
  if (namespace === '*') return 'takes routes of every namespace';
  return undefined;
}
