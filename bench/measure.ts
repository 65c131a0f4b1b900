import { performance } from 'node:perf_hooks';

/** What one case reports, in seconds, megabytes or plain numbers. */
export type Figures = Readonly<Record<string, number>>;

/** Seconds that `run` takes. */
export function seconds(run: () => void): number {
  const start = performance.now();
  run();
  return (performance.now() - start) / 1000;
}

/** Wall and processor seconds that `run` takes; the second is the steadier figure on a machine that others use too. */
export function timed(run: () => void): { readonly seconds: number; readonly cpu: number } {
  const before = process.cpuUsage();
  const wall = seconds(run);
  const { user, system } = process.cpuUsage(before);
  return { seconds: wall, cpu: (user + system) / 1e6 };
}

/** The shortest of several runs. */
export function bestOf(times: number, run: () => void): { readonly seconds: number; readonly cpu: number } {
  const runs = Array.from({ length: times }, () => timed(run));
  return { seconds: Math.min(...runs.map((one) => one.seconds)), cpu: Math.min(...runs.map((one) => one.cpu)) };
}

/** Resident memory now, in MB. */
export function residentMb(): number {
  return process.memoryUsage().rss / 2 ** 20;
}

/** Highest resident memory of the process so far, in MB. */
export function peakMb(): number {
  return process.resourceUsage().maxRSS / 2 ** 10;
}
