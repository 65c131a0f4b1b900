import { cases } from '../../manifest/schema/harness/cases.js';
import { kinds } from '../../../lib/imports/schemas.js';
const c = cases({ samples: 0, mutants: 0, aimed: 12 }).find((c) => c.name === 'standard extensions.istio.io/v1alpha1/TrafficExtension rule 4.0');
console.log(JSON.stringify(c?.object));
