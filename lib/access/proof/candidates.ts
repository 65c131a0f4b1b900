import { mapAt, textOf, textsOf } from '../../manifest/index.js';
import type { JsonObject } from '../../model/index.js';
import { objects, strings } from '../../analyzer/read.js';
import { NO } from '../policy/truth.js';
import { ledTo } from './waypoint-routes.js';
import { blockOfPods } from '../world/network-policy.js';
import type { WaypointChoice } from '../world/waypoints.js';
import type { Workload } from '../world/workload.js';
import type { World } from '../world/world.js';

/**
 * Namespaces that a workload's own egress policies let it reach, read from their selectors by an index of labels.
 * Nearly every workload may reach a handful of namespaces, so that no pair of the others is ever looked at.
 */
export class Candidates {
  private readonly byLabel = new Map<string, string[]>();
  private readonly names: readonly string[];
  private behind: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  constructor(private readonly world: World) {
    this.names = world.namespaceNames();
    for (const name of this.names) {
      for (const [key, value] of Object.entries(world.namespaceLabels(name))) {
        const label = `${key}=${value}`;
        const list = this.byLabel.get(label) ?? [];
        list.push(name);
        this.byLabel.set(label, list);
      }
    }
  }

  /** Workloads that a caller's side does not rule out. */
  calleesOf(caller: Workload): readonly Workload[] {
    const rules = this.world.network.egressRules(this.world.endOf(caller));
    const namespaces =
      rules === undefined ? this.names : [...new Set(rules.flatMap((rule) => this.ofRule(rule, caller)))];
    const behind = namespaces.flatMap((namespace) => [...(this.behindWaypoints().get(namespace) ?? [])]);
    const all = behind.length === 0 ? namespaces : new Set([...namespaces, ...behind]);
    return [...all].flatMap((namespace) => this.world.inNamespace(namespace));
  }

  /** Namespaces that waypoints of another namespace lead to, by that namespace. */
  private behindWaypoints(): ReadonlyMap<string, ReadonlySet<string>> {
    if (this.behind !== undefined) return this.behind;
    const { waypoints, services, workloads } = this.world;
    const found = new Map<string, Set<string>>();
    const add = (choice: WaypointChoice, namespace: string): void => {
      if (choice.kind !== 'used' || choice.pods.namespace === namespace) return;
      const { namespace: from } = choice.pods;
      found.set(from, (found.get(from) ?? new Set()).add(namespace));
    };
    if (!waypoints.isEmpty) {
      for (const service of services) add(waypoints.ofService(service), service.namespace);
      for (const workload of workloads) {
        add(waypoints.ofWorkload(workload), workload.namespace);
        for (const service of ledTo(this.world, workload)) add(waypoints.ofService(service), workload.namespace);
      }
    }
    this.behind = found;
    return found;
  }

  private ofRule(rule: JsonObject, caller: Workload): readonly string[] {
    const peers = objects(rule['to']);
    if (peers.length === 0) return this.names;
    return peers.flatMap((peer) => {
      if (peer['ipBlock'] !== undefined) return blockOfPods(mapAt(peer, 'ipBlock')) === NO ? [] : this.names;
      return peer['namespaceSelector'] === undefined
        ? [caller.namespace]
        : this.matching(mapAt(peer, 'namespaceSelector'));
    });
  }

  /** Namespaces under one label of a selector; a superset, since the connection itself is judged in full. */
  private matching(selector: JsonObject): readonly string[] {
    const [label] = Object.entries(textsOf(mapAt(selector, 'matchLabels')));
    if (label !== undefined) return this.byLabel.get(`${label[0]}=${label[1]}`) ?? [];
    const listed = objects(selector['matchExpressions']).find(({ operator }) => operator === 'In');
    if (listed === undefined) return this.names;
    const key = textOf(listed['key']) ?? '';
    return strings(listed['values']).flatMap((value) => this.byLabel.get(`${key}=${value}`) ?? []);
  }
}
