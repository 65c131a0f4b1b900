import { run } from './run.js';

const { code, out, err } = run(process.cwd(), process.argv.slice(2));
process.stderr.write(err);
process.stdout.write(out);
process.exitCode = code;
