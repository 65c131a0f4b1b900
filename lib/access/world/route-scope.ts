/** Where a request meets routes: at a server of a gateway, or in the mesh. */
export interface RouteScope {
  /** Hosts of the server, with the namespace whose routes may serve them; `*` for all. */
  readonly hosts: readonly { readonly owner: string; readonly host: string }[];
  /** Namespace of the proxy, to which routes must be exported. */
  readonly viewer: string;
  /** Name of the listener, which HTTPRoutes may ask for. @default - there is none */
  readonly section?: string | undefined;
  /** Kinds of routes that the listener takes. @default - any */
  readonly kinds?: readonly string[] | undefined;
  /** Whether the proxy knows a VirtualService of a namespace, by its hosts. @default - it knows each */
  readonly imports?: (namespace: string, hosts: readonly string[]) => boolean;
  /** Port of the listener. @default - there is none */
  readonly port?: number;
}

/** The mesh, as a caller of a namespace sees it. */
export function meshScope(viewer: string, imports?: RouteScope['imports']): RouteScope {
  return { hosts: [{ owner: '*', host: '*' }], viewer, ...(imports === undefined ? {} : { imports }) };
}
