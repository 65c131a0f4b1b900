import type { UnitImage } from '../model/index.js';
import { documentText, scalarText } from '../manifest/index.js';

/** Text of the kustomization.yaml of a directory; the tag of each image carries the marker that Flux looks for. */
export function kustomizationFile(resources: readonly string[], images: readonly UnitImage[] = []): string {
  const head = documentText({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources,
  });
  return images.length === 0 ? head : `${head}images:\n${images.map(imageText).join('')}`;
}

function imageText({ name, newTag, policy }: UnitImage): string {
  const marker = JSON.stringify({ $imagepolicy: `${policy.namespace}:${policy.name}:tag` }).replace(':', ': ');
  return `  - name: ${scalarText(name)}\n    newTag: ${scalarText(newTag)} # ${marker}\n`;
}
