import {
  dnsLabel,
  imageName,
  MeshError,
  port,
  quantityNumber,
  refuseFact,
  type ImageName,
} from '../../../lib/model/index.js';
import { computeResources, type ParsedResources } from '../../kubernetes/index.js';
import type { WorkloadPort } from '../contracts.js';
import type { ContainerPortProps, Scaling, WorkloadContainerProps } from './props.js';

/** A container that was parsed. */
export interface ParsedContainer {
  readonly name: string;
  readonly image: ImageName;
  readonly tag: string;
  readonly ports: readonly WorkloadPort[];
  readonly requests: ParsedResources;
  readonly limits: ParsedResources;
  readonly props: WorkloadContainerProps;
}

/** Scaling with every default filled in. */
export type ParsedScaling =
  | { readonly kind: 'auto'; readonly min: number; readonly max: number; readonly given: boolean }
  | { readonly kind: 'fixed'; readonly replicas: number };

const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/** Parses the containers of a workload: names and ports must not clash. */
export function parseContainers(
  where: string,
  containers: readonly WorkloadContainerProps[],
): readonly ParsedContainer[] {
  if (containers.length === 0) refuseEmpty(where);
  const parsed = containers.map((props, index) => parseContainer(where, `containers[${index}]`, props));
  refuseTwice(
    where,
    'TM1202',
    'containers',
    parsed.map(({ name }) => name),
    'two containers have one name',
  );
  const ports = parsed.flatMap((container) => container.ports);
  refuseTwice(
    where,
    'TM1201',
    'ports',
    ports.map(({ name }) => name),
    'two ports have one name',
  );
  refuseTwice(
    where,
    'TM1201',
    'ports',
    ports.map((entry) => entry.port),
    'the Service would have this port twice',
  );
  refuseTwice(
    where,
    'TM1201',
    'ports',
    ports.map((entry) => entry.targetPort),
    'two containers of one pod share it',
  );
  return parsed;
}

function refuseEmpty(where: string): never {
  throw new MeshError({
    code: 'TM1209',
    where,
    field: 'containers',
    what: 'a pod without a container runs nothing',
    value: [],
    remedy: 'Give one container or more, such as [{ name: "app", image: "ghcr.io/example/app", tag: "1.4.2" }].',
  });
}

function parseContainer(where: string, field: string, props: WorkloadContainerProps): ParsedContainer {
  const requests = resources(
    where,
    `${field}.resources.requests`,
    props.resources?.requests ?? { cpu: '100m', memory: '128Mi' },
  );
  const limits = resources(
    where,
    `${field}.resources.limits`,
    props.resources?.limits ?? { cpu: '500m', memory: '512Mi' },
  );
  for (const resource of ['cpu', 'memory'] as const) refuseLowLimit(where, field, resource, requests, limits);
  return {
    name: dnsLabel(props.name, { where, field: `${field}.name` }),
    image: imageName(props.image, { where, field: `${field}.image` }),
    tag: parseTag(where, `${field}.tag`, props.tag),
    ports: (props.ports ?? []).map((entry) => parsePort(where, `${field}.ports`, entry)),
    requests,
    limits,
    props,
  };
}

function resources(
  where: string,
  field: string,
  value: { readonly cpu: string; readonly memory: string },
): ParsedResources {
  return computeResources(value, { where, field });
}

function refuseLowLimit(
  where: string,
  field: string,
  resource: 'cpu' | 'memory',
  requests: ParsedResources,
  limits: ParsedResources,
): void {
  if ((quantityNumber(limits[resource]) ?? 0) >= (quantityNumber(requests[resource]) ?? 0)) return;
  throw new MeshError({
    code: 'TM1203',
    where,
    field: `${field}.resources.limits.${resource}`,
    what: `the limit is lower than the request of ${requests[resource]}`,
    value: limits[resource],
    remedy: `Write at least "${requests[resource]}".`,
  });
}

function parseTag(where: string, field: string, tag: string): string {
  refuseFact(where, field, tag);
  if (TAG.test(tag) && tag !== 'latest') return tag;
  throw new MeshError({
    code: 'TM1205',
    where,
    field,
    what: tag === 'latest' ? 'the tag moves, so that nobody knows what runs' : 'not a tag of an image',
    value: tag,
    remedy: 'Write the tag of one build, such as "1.4.2".',
  });
}

function parsePort(where: string, field: string, props: ContainerPortProps): WorkloadPort {
  const targetPort = port(props.targetPort, { where, field: `${field}.targetPort` });
  const appProtocol = props.appProtocol ?? 'http';
  const name = dnsLabel(props.name ?? `${appProtocol}-${targetPort}`, { where, field: `${field}.name` }, 15);
  if (name !== appProtocol && !name.startsWith(`${appProtocol}-`)) {
    throw new MeshError({
      code: 'TM1201',
      where,
      field: `${field}.name`,
      what: `the name of a port begins with its protocol, ${appProtocol}`,
      value: name,
      remedy: `Write "${appProtocol}-${name}", or leave the name out.`,
    });
  }
  return { name, targetPort, appProtocol, port: port(props.port ?? targetPort, { where, field: `${field}.port` }) };
}

function refuseTwice(
  where: string,
  code: 'TM1201' | 'TM1202',
  field: string,
  values: readonly (string | number)[],
  what: string,
): void {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice === undefined) return;
  throw new MeshError({ code, where, field, what, value: twice, remedy: 'Give each its own.' });
}

/** Parses how many pods a workload has. */
export function parseScaling(where: string, scaling: Scaling | undefined): ParsedScaling {
  if (scaling === undefined) return { kind: 'auto', min: 2, max: 4, given: false };
  const refuse = (field: string, what: string, value: number): never => {
    throw new MeshError({
      code: 'TM1204',
      where,
      field: `scaling.${field}`,
      what,
      value,
      remedy: 'Write whole numbers, such as { kind: "auto", min: 2, max: 4 }.',
    });
  };
  const whole = (field: string, value: number): void => {
    if (!Number.isInteger(value) || value < 1) refuse(field, 'not a whole number of 1 or more', value);
  };
  switch (scaling.kind) {
    case 'fixed':
      whole('replicas', scaling.replicas);
      return scaling;
    case 'auto':
      whole('min', scaling.min);
      whole('max', scaling.max);
      if (scaling.max < scaling.min)
        refuse('max', `the maximum is lower than the minimum of ${scaling.min}`, scaling.max);
      return { kind: 'auto', min: scaling.min, max: scaling.max, given: true };
  }
}
