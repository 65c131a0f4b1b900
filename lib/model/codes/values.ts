/** 10xx: values with a grammar. */
export const VALUE_CODES = {
  TM1001: { level: 'error', title: 'Not a DNS label' },
  TM1002: { level: 'error', title: 'Not a DNS subdomain' },
  TM1003: { level: 'error', title: 'Not a host name' },
  TM1004: { level: 'error', title: 'Wildcard host where one host is needed' },
  TM1005: { level: 'error', title: 'Not a CIDR' },
  TM1006: { level: 'error', title: 'Not an address range' },
  TM1007: { level: 'error', title: 'Duration of the wrong grammar' },
  TM1008: { level: 'error', title: 'Not a quantity, or a quantity without its unit' },
  TM1009: { level: 'error', title: 'Not a SPIFFE id or trust domain' },
  TM1010: { level: 'error', title: 'Not a port' },
  TM1011: { level: 'error', title: 'Not a URL of the wanted scheme' },
  TM1012: { level: 'error', title: 'Name too long' },
  TM1013: { level: 'error', title: 'Not an image reference' },
  TM1014: { level: 'error', title: 'Not an HTTP path or header name' },
  TM1015: { level: 'error', title: 'Not a version of an OCI artifact' },
  TM1016: { level: 'error', title: 'Identity of a signer that is open at an end' },
} as const;
