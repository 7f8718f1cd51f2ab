/**
 * What an outbox message to a topic holds: it names stored rows instead of repeating them, so that publishing costs
 * the writer next to nothing; whoever sends it reads the rows back.
 */
export type Announcement =
  | {
      /** Logs of one batch: they arrived in one millisecond (epoch) and their ids lie between two, both included. */
      readonly logs: { readonly observedAt: number; readonly first: string; readonly last: string };
    }
  | {
      /** Ids of dead letters. */
      readonly deadLetters: readonly string[];
    };
