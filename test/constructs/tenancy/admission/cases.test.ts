import { Testing } from 'cdk8s';
import { AdmissionPolicies } from '../../../../constructs/tenancy/admission/index.js';
import type { ValidatingAdmissionPolicySpec } from '../../../../lib/imports/kubernetes/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { ADMISSION_CASES, TENANT_NAMESPACE, type AdmissionCase } from '../../../fixtures/admission/index.js';
import { specOf } from '../support.js';
import { refusals, type Asked } from './verdict.js';

const PROBE = 'system:serviceaccount:tenant-a:probe';
const chart = Testing.chart();
new AdmissionPolicies(chart, 'policies', { target: Target.eks({ region: 'eu-central-1' }) });

function asked(object: AdmissionCase['refused'], user: string): Asked {
  if (object.kind !== 'Namespace') return { object, user, operation: 'CREATE' };
  return { object, oldObject: TENANT_NAMESPACE, user, operation: 'UPDATE' };
}

/** The server asks the real ones the same; these here say it before a server is started. */
describe.each(ADMISSION_CASES)('tenant-mesh-$policy, evaluated here', ({ policy, cases }) => {
  const spec = specOf(chart, 'ValidatingAdmissionPolicy', `tenant-mesh-${policy}`) as ValidatingAdmissionPolicySpec;

  it.each(cases)('refuses $asks, and lets its near twin pass', ({ refused, passes, says, by, twinBy }) => {
    const asker = by === 'platform' ? 'kubernetes-admin' : PROBE;
    expect(refusals(spec, asked(refused, asker)).join('\n')).toContain(says);
    expect(refusals(spec, asked(passes, twinBy ?? asker))).toEqual([]);
  });
});
