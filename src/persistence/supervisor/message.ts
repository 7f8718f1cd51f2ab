/**
 * What the supervisor tells the server over IPC. There is no message the other way: the end of the channel, for
 * whatever reason, is the order to stop.
 */
export type SupervisorMessage =
  | { readonly kind: 'ready'; readonly url: string }
  /** One line that PostgreSQL wrote. */
  | { readonly kind: 'log'; readonly line: string }
  /** PostgreSQL could not be started, or is gone for good; the supervisor ends. */
  | { readonly kind: 'failed'; readonly reason: string; readonly unreachable: boolean };
