/** An answer of a condition: what is not known before run time is `MAYBE`. Ordered, so that AND is the smaller of two. */
export type Truth = 0 | 1 | 2;

/** It does not hold. */
export const NO: Truth = 0;
/** It is only known at run time. */
export const MAYBE: Truth = 1;
/** It holds. */
export const YES: Truth = 2;

/** YES where a fact holds, NO where it does not. */
export function truth(fact: boolean): Truth {
  return fact ? YES : NO;
}

/** The opposite; what is unknown stays unknown. */
export function not(value: Truth): Truth {
  return value === YES ? NO : value === NO ? YES : MAYBE;
}
