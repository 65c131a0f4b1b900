// Prints what programs made of the components of AWS would send, as JSON: for each program its resources.
import { awsOutputs, recordPulumi } from '../../lib/testing/pulumi/index.js';
import { AUTO, KARPENTER, MANAGED, makeEverything, makeExisting } from '../../test/aws/programs.js';

/** Ids whose form the service model fixes. */
const IDS: Readonly<Record<string, string>> = { 'aws:cognito/userPool:UserPool': 'eu-central-1_aBcDeFgHi' };

/** A secret is sent in clear, and so is checked in clear. */
function sent(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sent);
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === 'secret') return sent(Reflect.get(value, 'secret'));
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, sent(child)]));
}

async function main(): Promise<void> {
  const sentBy: unknown[] = [];
  const programs = [MANAGED, KARPENTER, AUTO].map((compute) => () => makeEverything(compute));
  for (const program of [...programs, makeExisting]) {
    const recording = await recordPulumi(program, {
      outputs: (type, name, inputs) => {
        const outputs = type.startsWith('aws:') ? awsOutputs(type, name, inputs) : { ...inputs };
        return { ...outputs, ...(IDS[type] === undefined ? {} : { id: IDS[type] }) };
      },
    });
    const resources = recording.resources.filter(({ type }) => type.startsWith('aws:'));
    sentBy.push(resources.map(({ type, name, inputs }) => ({ type, name, inputs: sent(inputs) })));
  }
  process.stdout.write(`${JSON.stringify(sentBy)}\n`);
}

void main();
