import { Testing, type Chart } from 'cdk8s';
import { AdmissionPolicies, type AdmissionPoliciesProps } from '../../../../constructs/tenancy/admission/index.js';
import type {
  ValidatingAdmissionPolicyBindingSpec,
  ValidatingAdmissionPolicySpec,
} from '../../../../lib/imports/kubernetes/index.js';
import { CODES, KEYS } from '../../../../lib/model/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { ADMISSION_CASES } from '../../../fixtures/admission/index.js';
import { find, names, refusal, schemaFaults, specOf } from '../support.js';

const CLUSTER_WIDE = ['namespace-marks', 'pod-security', 'signing-requests', 'tenant-requests'];

function chartOf(props: AdmissionPoliciesProps = {}): Chart {
  const chart = Testing.chart();
  new AdmissionPolicies(chart, 'policies', props);
  return chart;
}

function policy(chart: Chart, name: string): ValidatingAdmissionPolicySpec {
  return specOf(chart, 'ValidatingAdmissionPolicy', `tenant-mesh-${name}`);
}

function binding(chart: Chart, name: string): ValidatingAdmissionPolicyBindingSpec {
  const spec: unknown = specOf(chart, 'ValidatingAdmissionPolicyBinding', `tenant-mesh-${name}`);
  return spec as ValidatingAdmissionPolicyBindingSpec;
}

describe('AdmissionPolicies', () => {
  const chart = chartOf();
  const policies = names(chart, 'ValidatingAdmissionPolicy');

  it('binds every policy, and each has cases in the table', () => {
    expect(names(chart, 'ValidatingAdmissionPolicyBinding')).toEqual(policies);
    expect(policies).toEqual(ADMISSION_CASES.map(({ policy: name }) => `tenant-mesh-${name}`).sort());
    expect(ADMISSION_CASES.filter(({ cases }) => cases.length < 2)).toEqual([]);
  });

  it('writes what the schemas of Kubernetes know', () => {
    expect(schemaFaults(chart)).toEqual([]);
  });

  it.each(policies)('%s names the code it enforces, in its mark and in every message', (name) => {
    const { metadata } = find(chart, 'ValidatingAdmissionPolicy', name);
    const code = metadata.annotations?.[KEYS.enforces] ?? '';
    expect(Object.keys(CODES)).toContain(code);
    const { validations = [] } = specOf(chart, 'ValidatingAdmissionPolicy', name) as ValidatingAdmissionPolicySpec;
    expect(validations.length).toBeGreaterThan(0);
    for (const { message, messageExpression } of validations) {
      expect(message).toMatch(new RegExp(`^${code}: .+\\. [A-Z].+\\.$`));
      expect(messageExpression ?? code).toContain(code);
    }
  });

  it('has one code for each policy', () => {
    const codes = policies.map(
      (name) => find(chart, 'ValidatingAdmissionPolicy', name).metadata.annotations?.[KEYS.enforces],
    );
    expect(new Set(codes).size).toBe(policies.length);
  });

  it('finds tenants by the role of their namespace, so that a new tenant changes nothing', () => {
    for (const name of policies.map((full) => full.replace('tenant-mesh-', ''))) {
      const selector = binding(chart, name).matchResources?.namespaceSelector;
      const expected = CLUSTER_WIDE.includes(name) ? undefined : { matchLabels: { [KEYS.role]: 'tenant' } };
      expect({ name, selector }).toEqual({ name, selector: expected });
      expect(policy(chart, name).failurePolicy).toBe('Fail');
    }
  });

  it('exempts those who apply the platform only where they need it', () => {
    const exempting = policies.filter((name) => policy(chart, name.replace('tenant-mesh-', '')).matchConditions);
    expect(exempting).toEqual(['tenant-mesh-mesh-kinds', 'tenant-mesh-namespace-marks', 'tenant-mesh-sharing']);
  });

  it('takes other exemptions', () => {
    const other = chartOf({ exemptUsers: ['pulumi'], exemptGroups: ['platform-team'] });
    const [condition] = policy(other, 'sharing').matchConditions ?? [];
    expect(condition?.expression).toBe(
      '!(request.userInfo.username in ["pulumi"] || request.userInfo.groups.exists(g, g in ["platform-team"]))',
    );
  });

  it('lets a pod keep its proxy from the Pod Identity address on EKS alone', () => {
    const text = (target?: Target): string =>
      JSON.stringify(policy(chartOf(target === undefined ? {} : { target }), 'injection'));
    expect(text(Target.eks({ region: 'eu-central-1' }))).toContain('169.254.170.23/32');
    expect(text(Target.bareMetal())).not.toContain('169.254.170.23/32');
    expect(text()).not.toContain('169.254.170.23/32');
  });

  it.each(['system:authenticated', 'system:serviceaccounts', ''])('refuses to exempt "%s"', (group) => {
    expect(refusal(() => chartOf({ exemptGroups: [group] }))).toBe(
      `TM6101 at test/policies: exemptGroups: the exemption covers every tenant (got ${JSON.stringify(group)}). ` +
        'Name the accounts that apply the platform, such as "system:serviceaccount:flux-system:kustomize-controller".',
    );
  });

  it('keeps its construct paths', () => {
    expect(chart.node.findAll().map(({ node }) => node.path)).toMatchSnapshot();
  });

  it('keeps the text of a policy', () => {
    expect([policy(chart, 'host-ownership'), binding(chart, 'host-ownership')]).toMatchSnapshot();
  });
});
