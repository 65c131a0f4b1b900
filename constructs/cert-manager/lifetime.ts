import { durationMs, goDuration, refuse, type GoDuration } from '../../lib/model/index.js';

/** How long a certificate lives, and how long before its end it is renewed. */
export interface LifetimeProps {
  /** Life of the certificate in hours, minutes and seconds; days are no unit. */
  readonly duration: string;
  /** How long before its end it is renewed. */
  readonly renewBefore: string;
}

/** A life that has been checked. */
export interface Lifetime {
  /** Life of the certificate. */
  readonly duration: GoDuration;
  /** How long before its end it is renewed. */
  readonly renewBefore: GoDuration;
}

const HOUR_MS = 3_600_000;
const LEAST_RENEWAL_MS = 300_000;

/** Parses a life by the rules of cert-manager: an hour at least, renewal at least five minutes before the end. */
export function lifetime(where: string, props: LifetimeProps): Lifetime {
  const duration = goDuration(props.duration, { where, field: 'duration' });
  const renewBefore = goDuration(props.renewBefore, { where, field: 'renewBefore' });
  if (durationMs(duration) < HOUR_MS) {
    refuse(
      'TM1503',
      { where, field: 'duration' },
      'cert-manager issues nothing that lives less than an hour',
      duration,
      'Write "1h" or more, such as "2160h".',
    );
  }
  if (durationMs(renewBefore) < LEAST_RENEWAL_MS || durationMs(renewBefore) >= durationMs(duration)) {
    refuse(
      'TM1503',
      { where, field: 'renewBefore' },
      `renewal must begin at least 5m before the end and after the start of the ${duration} the certificate lives`,
      renewBefore,
      'Write about a third of `duration`.',
    );
  }
  return { duration, renewBefore };
}

/** What is known of the life of an issuer. */
export interface IssuerLife {
  /** Who it is, as a short phrase. */
  readonly name: string;
  /**
   * How long it still lives, at the least, whenever it signs: the time it is renewed before its end, or for one that is
   * never renewed its whole life.
   */
  readonly remaining: GoDuration;
}

/**
 * Refuses a certificate that can outlive the one above it. cert-manager does not shorten it, so peers would reject a
 * chain whose upper part has ended.
 */
export function refuseOutliving(where: string, field: string, child: GoDuration, issuer: IssuerLife): void {
  if (durationMs(child) <= durationMs(issuer.remaining)) return;
  refuse(
    'TM1502',
    { where, field },
    `a certificate issued late in the life of ${issuer.name} outlives it, for then ${issuer.name} has ${issuer.remaining} left`,
    child,
    `Write at most "${issuer.remaining}", or let ${issuer.name} be renewed earlier or live longer.`,
  );
}
