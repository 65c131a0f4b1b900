import { ApiObject, App, Chart } from 'cdk8s';
import * as pulumi from '@pulumi/pulumi';
import { CustomResource } from '@pulumi/kubernetes/apiextensions/index.js';
import { deploy } from '../lib/pulumi/index.js';
import { recordPulumi } from '../lib/testing/pulumi/index.js';
import { OBJECTS_PER_SERVICE, serviceObjects, type BenchObject } from './workload.js';

/** Registers a number of objects under mocks: by the bridge, or plainly, one `CustomResource` each. */
async function main(kind: string, count: number): Promise<void> {
  const objects: BenchObject[] = [];
  for (let at = 0; at < count / OBJECTS_PER_SERVICE; at++) objects.push(...serviceObjects(at));
  const start = process.cpuUsage();
  const { resources } = await recordPulumi(kind === 'bridge' ? () => bridge(objects) : () => plain(objects));
  const { user, system } = process.cpuUsage(start);
  const objectsSeen = resources.filter(({ custom }) => custom).length;
  process.stdout.write(`${JSON.stringify({ cpu: (user + system) / 1e6, objects: objectsSeen })}\n`);
}

function bridge(objects: readonly BenchObject[]): void {
  const chart = new Chart(new App(), 'bench');
  objects.forEach((object, at) => new ApiObject(chart, `object-${String(at)}`, { ...object }));
  deploy(chart);
}

function plain(objects: readonly BenchObject[]): void {
  const parent = new pulumi.ComponentResource('bench:index:Plain', 'bench');
  objects.forEach((object, at) => new CustomResource(`object-${String(at)}`, { ...object }, { parent }));
}

const [kind = '', count = ''] = process.argv.slice(2);
void main(kind, Number(count));
