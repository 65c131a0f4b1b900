/** Version of Kubernetes that the Go module pins; the programs say it of themselves. */
export const KUBERNETES_VERSION = '1.35.4';
