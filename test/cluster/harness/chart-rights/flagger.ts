import type { JsonObject } from '../../../../lib/model/index.js';
import { rule, withFinalizers, withStatus, WRITE } from './rule.js';

/** The ClusterRole of Flagger's chart, as the module of the pinned program carries it: charts/flagger/templates/rbac.yaml. */
export const FLAGGER_RIGHTS: readonly JsonObject[] = [
  rule('', ['events', ...withFinalizers('configmaps', 'secrets', 'services')], WRITE),
  rule('coordination.k8s.io', ['leases'], WRITE),
  rule('apps', withFinalizers('daemonsets', 'deployments'), WRITE),
  rule('autoscaling', withFinalizers('horizontalpodautoscalers'), WRITE),
  rule('extensions', withFinalizers('ingresses'), WRITE),
  rule('networking.k8s.io', withFinalizers('ingresses'), WRITE),
  rule('flagger.app', ['canaries/finalizers', ...withStatus('canaries', 'metrictemplates', 'alertproviders')], WRITE),
  rule('networking.istio.io', withFinalizers('virtualservices', 'destinationrules'), WRITE),
  rule('appmesh.k8s.aws', withFinalizers('virtualnodes', 'virtualrouters', 'virtualservices'), WRITE),
  rule('split.smi-spec.io', withFinalizers('trafficsplits'), WRITE),
  rule('specs.smi-spec.io', withFinalizers('httproutegroups'), WRITE),
  rule('gloo.solo.io', withFinalizers('upstreams'), WRITE),
  rule('gateway.solo.io', withFinalizers('routetables'), WRITE),
  rule('projectcontour.io', withFinalizers('httpproxies'), WRITE),
  rule('traefik.containo.us', ['traefikservices'], WRITE),
  rule('kuma.io', withFinalizers('trafficroutes'), WRITE),
  rule('gateway.networking.k8s.io', withFinalizers('httproutes'), WRITE),
  rule('keda.sh', withFinalizers('scaledobjects'), WRITE),
  rule('apisix.apache.org', ['apisixroutes'], WRITE),
  { nonResourceURLs: ['/version'], verbs: ['get'] },
];
