import { refuse, type At, type Branded } from './brand.js';

/** A duration in the grammar of Go and cert-manager: `1h30m`, units `h`, `m`, `s`, `ms`. */
export type GoDuration = Branded<string, 'GoDuration'>;
/** A duration in Flagger's grammar: whole minutes or seconds, `1m` or `30s`. */
export type FlaggerDuration = Branded<string, 'FlaggerDuration'>;

const GO = /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/;
const FLAGGER = /^[0-9]+(m|s)$/;
const PART = /([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)/g;
const MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of a duration that a parser has accepted. */
export function durationMs(value: GoDuration | FlaggerDuration): number {
  let sum = 0;
  for (const [, number = '0', unit = 's'] of value.matchAll(PART)) sum += Number(number) * MS[unit as keyof typeof MS];
  return sum;
}

/** Parses a Go duration. Days, weeks and years are no units: `2160h`, not `90d`. */
export function goDuration(value: string, at: At): GoDuration {
  if (!GO.test(value)) {
    refuse('TM1007', at, 'not a duration; units are h, m, s and ms', value, remedy(value, 'h'));
  }
  return value as GoDuration;
}

/** Parses a duration of Flagger: minutes or seconds only. */
export function flaggerDuration(value: string, at: At): FlaggerDuration {
  if (!FLAGGER.test(value)) {
    refuse(
      'TM1007',
      at,
      'not a duration of Flagger, which knows whole minutes and seconds only',
      value,
      remedy(value, 'm'),
    );
  }
  return value as FlaggerDuration;
}

/** Writes milliseconds as a Go duration in the largest whole unit. */
export function formatDuration(ms: number): GoDuration {
  for (const unit of ['h', 'm', 's'] as const) {
    if (ms >= MS[unit] && ms % MS[unit] === 0) return `${ms / MS[unit]}${unit}` as GoDuration;
  }
  return `${Math.ceil(ms / 1000)}s` as GoDuration;
}

function remedy(value: string, unit: 'h' | 'm'): string {
  const days = /^([0-9]+)d$/.exec(value);
  const hours = /^([0-9]+)h$/.exec(value);
  if (unit === 'h' && days) return `Write "${Number(days[1]) * 24}h".`;
  if (unit === 'm' && hours) return `Write "${Number(hours[1]) * 60}m".`;
  return `Write a value such as "${unit === 'h' ? '2160h' : '1m'}".`;
}
