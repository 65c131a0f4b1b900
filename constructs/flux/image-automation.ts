import { Construct } from 'constructs';
import { ImageUpdateAutomationV1 } from '../../lib/imports/flux/index.js';
import { goDuration, ListMark, MeshError } from '../../lib/model/index.js';
import { FLUX_NAMESPACE } from './names.js';

/** Props of {@link ImageAutomation}. */
export interface ImageAutomationProps {
  /** Branch that is read, and written unless `pushBranch` says otherwise. */
  readonly branch: string;
  /** Directory whose markers are updated, such as `./manifests/metal-prod`. */
  readonly path: string;
  /**
   * GitRepository in `flux-system`; its key must be allowed to write.
   * @default 'flux-system'
   */
  readonly repository?: string;
  /**
   * Who commits.
   * @default - name `flux`, address `flux@example.com`
   */
  readonly author?: { readonly name: string; readonly email: string };
  /**
   * Branch that commits are pushed to, for review.
   * @default - the branch that is read
   */
  readonly pushBranch?: string;
  /**
   * How often to look for new images.
   * @default '10m'
   */
  readonly interval?: string;
}

const AUTOMATIONS = new ListMark<{ readonly repository: string; readonly path: string }>('image-automation');
const MESSAGE = `Update images

{{ range $resource, $changes := .Changed.Objects -}}
{{ $resource.Kind }}/{{ $resource.Name }}:
{{ range $_, $change := $changes }}- {{ $change.OldValue }} to {{ $change.NewValue }}
{{ end }}{{ end -}}
`;

/**
 * The one automation of a repository: it writes the tags that image policies chose to the markers in
 * `kustomization.yaml` files. Two of them on one branch would undo each other's commits.
 *
 * @see https://fluxcd.io/flux/components/image/imageupdateautomations/
 */
export class ImageAutomation extends Construct {
  constructor(scope: Construct, id: string, props: ImageAutomationProps) {
    super(scope, id);
    const where = this.node.path;
    const name = props.repository ?? 'flux-system';
    this.refuseSecond(name);
    const author = props.author ?? { name: 'flux', email: 'flux@example.com' };
    new ImageUpdateAutomationV1(this, 'Resource', {
      metadata: { name, namespace: FLUX_NAMESPACE },
      spec: {
        interval: goDuration(props.interval ?? '10m', { where, field: 'interval' }),
        sourceRef: { kind: 'GitRepository', name },
        git: {
          checkout: { ref: { branch: props.branch } },
          commit: { author, messageTemplate: MESSAGE },
          push: { branch: props.pushBranch ?? props.branch },
        },
        update: { strategy: 'Setters', path: props.path },
      },
    });
  }

  private refuseSecond(repository: string): void {
    const { root } = this.node;
    const chart = this.node.scopes[1] ?? root;
    const before = AUTOMATIONS.get(chart).find((entry) => entry.repository === repository);
    if (before !== undefined) {
      throw new MeshError({
        code: 'TM1708',
        where: this.node.path,
        field: 'repository',
        what: `"${before.path}" already automates this repository, and two automations of one branch fight`,
        value: repository,
        remedy: 'Use the first one; every ImagePolicy of `flux-system` is served by it.',
      });
    }
    AUTOMATIONS.add(chart, { repository, path: this.node.path });
  }
}
