/** Version of Kubernetes that the Go module pins; the programs say it of themselves. */
export const KUBERNETES_VERSION = '1.35.4';

/** The oldest and the newest line of Kubernetes that we claim, each by the version that the bench builds. */
export const LINES = { oldest: '1.33.13', newest: '1.36.3' } as const;

/** A line of Kubernetes beside the one that the bench runs on. */
export type Line = keyof typeof LINES;
