// Stands before fast-check in the tests: the same seed in every run, so that a gate's verdict can be repeated.
// `FC_SEED=random` looks for new counterexamples; `FC_SEED=<number>` repeats a run that found one.
const fc = require('../node_modules/fast-check/lib/cjs/fast-check.js');

const asked = process.env.FC_SEED ?? '20260101';
if (asked !== 'random') {
  const seed = Number(asked);
  if (!Number.isInteger(seed)) throw new Error(`FC_SEED is ${JSON.stringify(asked)}: give an integer or "random".`);
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
}

module.exports = fc;
