import { KEY_DOMAIN, KEYS } from '../../../../lib/model/index.js';
import { text } from '../cel.js';
import { resources, type PolicyDefinition } from '../policy.js';

const KINDS_OF_MARKS = ['labels', 'annotations'] as const;

/**
 * What the other policies read from a Namespace is written by the platform alone.
 *
 * A Namespace whose tenant label is taken away would slip through a selector, so the policy looks at every Namespace,
 * and at the subresources, whose updates change labels too.
 */
export const namespaceMarks: PolicyDefinition = {
  name: 'namespace-marks',
  code: 'TM6010',
  scope: 'cluster',
  rules: [resources('', ['namespaces', 'namespaces/finalize', 'namespaces/status'])],
  body: ({ exempt }) => ({
    matchConditions: [{ name: 'not-the-platform', expression: `!(${exempt})` }],
    variables: [
      {
        name: 'marked',
        expression: `oldObject != null && ${text(KEYS.role)} in oldObject.metadata.?labels.orValue({})`,
      },
      ...KINDS_OF_MARKS.flatMap((marks) => [
        { name: `new_${marks}`, expression: `object.metadata.?${marks}.orValue({})` },
        { name: `old_${marks}`, expression: `oldObject == null ? {} : oldObject.metadata.?${marks}.orValue({})` },
      ]),
    ],
    checks: KINDS_OF_MARKS.map((marks) => ({
      kind: 'offenders',
      list:
        `variables.new_${marks}.filter(k, ${GUARDED} && !(k in variables.old_${marks} && variables.old_${marks}[k] == variables.new_${marks}[k]))` +
        ` + variables.old_${marks}.filter(k, ${GUARDED} && !(k in variables.new_${marks}))`,
      what: `the platform alone sets ${marks} such as`,
      remedy: 'Leave them as they are; the declaration of the tenant sets them.',
    })),
  }),
};

/** Keys of ours anywhere, and on a Namespace of the platform also those that decide on mesh and Pod Security. */
const GUARDED =
  `(k.startsWith(${text(`${KEY_DOMAIN}/`)}) || variables.marked && ` +
  '(k == "istio-injection" || k.startsWith("istio.io/") || k.startsWith("pod-security.kubernetes.io/")))';
