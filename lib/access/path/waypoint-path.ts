import type { CallProtocol } from '../policy/call.js';
import type { MeshService, ServicePort } from '../world/service.js';
import type { WaypointChoice } from '../world/waypoints.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { TUNNEL_PORT } from './ambient-link.js';
import { stepObject, type Trail } from './answer.js';
import { arrive } from './arrival.js';
import { arrivalOf, type Ask } from './ask.js';
import { forwarded } from './forwarded.js';
import { openLink } from './link.js';
import { honest, type Source } from './source.js';

/** What goes on behind a waypoint: a call of its own, under its own name. */
export interface Passed {
  readonly source: Source;
  readonly ask: Ask;
  /** Whether a waypoint stood in the way, and whether it let the call on. */
  readonly through: 'none' | 'passed' | 'stopped';
}

/** What a waypoint is called for. */
interface Served {
  /** As people name it. */
  readonly name: string;
  /** Port that was called: that of the Service, where one was. */
  readonly port: number;
  readonly protocol: CallProtocol;
}

/** Passes the waypoint of a Service, if calls of this kind of caller go through it. */
export function passServiceWaypoint(
  world: World,
  source: Source,
  service: MeshService,
  { port, protocol }: ServicePort,
  ask: Ask,
  trail: Trail,
): Passed {
  if (world.waypoints.isEmpty && !isAmbient(source)) return { source, ask, through: 'none' };
  const uses = isAmbient(source) || (isGateway(source) && world.waypoints.takesIngress(service));
  const choice = uses ? world.waypoints.ofService(service) : NONE;
  const said = protocol === 'auto' ? ask.protocol : protocol;
  return pass(world, source, choice, { name: service.host, port, protocol: said }, ask, trail);
}

/** Passes the waypoint of a pod that is called by its address. */
export function passPodWaypoint(
  world: World,
  source: Source,
  callee: Workload,
  port: { readonly port: number; readonly protocol: CallProtocol },
  ask: Ask,
  trail: Trail,
): Passed {
  const choice = isAmbient(source) ? world.waypoints.ofWorkload(callee) : NONE;
  return pass(world, source, choice, { name: key(callee), ...port }, ask, trail);
}

const NONE: WaypointChoice = { kind: 'none' };

function pass(
  world: World,
  source: Source,
  choice: WaypointChoice,
  { name, port, protocol }: Served,
  ask: Ask,
  trail: Trail,
): Passed {
  switch (choice.kind) {
    case 'none':
      return { source, ask, through: 'none' };
    case 'past':
      trail.add({
        kind: 'waypoint',
        outcome: 'pass',
        ...stepObject(choice.entry),
        text: choice.text,
        basis: 'modelled',
      });
      return { source, ask, through: 'none' };
    case 'used': {
      const { waypoint, pods } = choice;
      const text = `calls to ${name} pass waypoint ${key(pods)}`;
      trail.add({ kind: 'waypoint', outcome: 'pass', ...stepObject(waypoint.entry), text, basis: 'modelled' });
      const link = openLink(world, source, pods, TUNNEL_PORT, { mode: 'auto', entry: undefined });
      trail.append(link.trail);
      const { principal } = link;
      if (isStopped(trail)) return { source, ask, through: 'stopped' };
      const host = ask.host ?? name;
      arrive(world, pods, arrivalOf(ask, { principal, port, protocol, host, sni: '' }), ask.providers, trail);
      if (isStopped(trail)) return { source, ask, through: 'stopped' };
      return { source: honest(pods), ask: { ...ask, token: forwarded(world, pods, ask.token) }, through: 'passed' };
    }
  }
}

function isStopped({ denied }: Trail): boolean {
  return denied;
}

function isAmbient(source: Source): boolean {
  return source.kind === 'workload' && source.proxied && source.workload.mesh === 'ambient';
}

function isGateway(source: Source): boolean {
  return source.kind === 'workload' && source.proxied && source.workload.mesh === 'gateway';
}
