import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE = 400;

/** Asks until there is an answer; fails at the deadline, with the last thing that was seen. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  { deadline = 60_000, seen = () => '' }: { readonly deadline?: number; readonly seen?: () => string } = {},
): Promise<T> {
  const start = Date.now();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() - start > deadline) throw new Error(`${what}: not so after ${deadline / 1000} s. ${seen()}`.trim());
    await sleep(PAUSE);
  }
}
