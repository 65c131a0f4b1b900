import { Testing } from 'cdk8s';
import { AdmissionPolicies } from '../../../constructs/tenancy/admission/index.js';
import type { KubeObject } from '../../../lib/model/index.js';
import { Target } from '../../../lib/targets/index.js';
import { applyAll } from './apply-all.js';
import type { Client } from './client.js';

/** Puts the admission policies on the shared bench; every test file asks for the same ones, so that none disturbs another. */
export async function installPolicies(client: Client): Promise<void> {
  const chart = Testing.chart();
  new AdmissionPolicies(chart, 'Policies', { target: Target.eks({ region: 'eu-central-1' }) });
  await applyAll(client, Testing.synth(chart) as readonly KubeObject[]);
}
