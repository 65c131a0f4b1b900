import { Duration, Size } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ContainerProps, ContainerResources, Cpu, Probe, VolumeMount } from 'cdk8s-plus-28';
import { MeshError, quantityNumber } from '../../../lib/model/index.js';
import { containerEnv, type ContainerEnv } from './env.js';
import type { ParsedContainer } from './parse.js';
import { plus } from './plus.js';
import type { ProbeSource, ProbesProps } from './props.js';

/** User of the injected proxy; a process that runs as it is not redirected. */
const PROXY_USER = 1337;

/** A container as cdk8s-plus takes it, and the Secrets it needs. */
export interface PlusContainer {
  readonly container: ContainerProps;
  readonly needs: ContainerEnv['needs'];
}

/** Turns a container into that of cdk8s-plus, with the settings that Pod Security `restricted` asks for. */
export function plusContainer(scope: Construct, parsed: ParsedContainer): PlusContainer {
  const { props } = parsed;
  const env = containerEnv(scope, parsed.name, props.env ?? {});
  const container: ContainerProps = {
    name: parsed.name,
    image: `${parsed.image}:${parsed.tag}`,
    imagePullPolicy: plus().ImagePullPolicy.IF_NOT_PRESENT,
    ports: parsed.ports.map(({ name, targetPort }) => ({ name, number: targetPort })),
    envVariables: env.variables,
    resources: plusResources(parsed),
    securityContext: {
      user: userOf(scope.node.path, parsed),
      ensureNonRoot: true,
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: [plus().Capability.ALL] },
      seccompProfile: { type: plus().SeccompProfileType.RUNTIME_DEFAULT },
    },
    volumeMounts: (props.writablePaths ?? []).map((path) => writable(scope, parsed.name, path)),
    ...(props.command === undefined ? {} : { command: [...props.command] }),
    ...(props.args === undefined ? {} : { args: [...props.args] }),
    ...plusProbes(props.probes ?? {}),
  };
  return { container, needs: env.needs };
}

function userOf(where: string, { name, props }: ParsedContainer): number {
  const user = props.runAsUser ?? 10001;
  if (Number.isInteger(user) && user > 0 && user !== PROXY_USER) return user;
  throw new MeshError({
    code: 'TM1202',
    where,
    field: `containers["${name}"].runAsUser`,
    what: user === PROXY_USER ? 'the proxy does not redirect what its own user sends' : 'not a user other than root',
    value: user,
    remedy: 'Write a number such as 10001.',
  });
}

function plusResources({ requests, limits }: ParsedContainer): ContainerResources {
  const cpu = (text: string): Cpu => plus().Cpu.millis(Math.ceil((quantityNumber(text) ?? 0) * 1000));
  const memory = (text: string): Size => Size.mebibytes(Math.ceil((quantityNumber(text) ?? 0) / 2 ** 20));
  return {
    cpu: { request: cpu(requests.cpu), limit: cpu(limits.cpu) },
    memory: { request: memory(requests.memory), limit: memory(limits.memory) },
  };
}

function plusProbes(probes: ProbesProps): Pick<ContainerProps, 'readiness' | 'liveness' | 'startup'> {
  const { readiness, liveness, startup } = probes;
  return {
    ...(readiness === undefined ? {} : { readiness: plusProbe(readiness, 3) }),
    ...(liveness === undefined ? {} : { liveness: plusProbe(liveness, 3) }),
    ...(startup === undefined ? {} : { startup: plusProbe(startup, 30) }),
  };
}

function plusProbe(probe: ProbeSource, failureThreshold: number): Probe {
  const options = { failureThreshold, periodSeconds: Duration.seconds(10), timeoutSeconds: Duration.seconds(5) };
  switch (probe.kind) {
    case 'http':
      return plus().Probe.fromHttpGet(probe.path, { ...options, port: probe.port });
    case 'tcp':
      return plus().Probe.fromTcpSocket({ ...options, port: probe.port });
    case 'command':
      return plus().Probe.fromCommand([...probe.command], options);
  }
}

function writable(scope: Construct, container: string, path: string): VolumeMount {
  if (!path.startsWith('/') || path === '/') {
    throw new MeshError({
      code: 'TM1207',
      where: scope.node.path,
      field: `containers["${container}"].writablePaths`,
      what: 'not the absolute path of a directory below the root',
      value: path,
      remedy: 'Write a path such as "/tmp".',
    });
  }
  const name = `${container}${path.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}`.replace(/-+$/, '');
  return { path, volume: plus().Volume.fromEmptyDir(scope, `volume-${name}`, name) };
}
