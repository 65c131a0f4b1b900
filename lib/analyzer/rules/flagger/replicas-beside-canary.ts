import { show } from '../../../model/index.js';
import { field } from '../../context.js';
import { at, text } from '../../read.js';
import type { Rule } from '../../rule.js';

const CANARY = 'Canary.flagger.app';
const DEPLOYMENT = 'Deployment.apps';

/** A Deployment with `replicas` that is the target of a Canary. */
export const replicasBesideCanary: Rule = {
  meta: {
    code: 'TM4402',
    name: 'replicas-beside-canary',
    area: 'flagger',
    summary:
      'Flagger scales the target to zero between releases; a written replica count scales it up again at each reconcile, and both versions take traffic.',
    remedy: 'Leave out `spec.replicas`; the Canary and its autoscaler decide.',
    inputs: [CANARY, DEPLOYMENT],
  },
  check: (context) => {
    for (const canary of context.all(CANARY)) {
      const target = field(canary, 'spec', 'targetRef');
      if (text(at(target, 'kind')) !== 'Deployment') continue;
      const deployment = context.find(DEPLOYMENT, canary.id.namespace, text(at(target, 'name')) ?? '');
      if (deployment?.layer !== 'written') continue;
      const replicas = field(deployment, 'spec', 'replicas');
      if (replicas === undefined) continue;
      context.report(deployment, {
        field: 'spec.replicas',
        message: `${show(replicas)} replicas are written beside Canary "${canary.id.name}"`,
      });
    }
  },
};
