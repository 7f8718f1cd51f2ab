import type { Fields } from '../core/json';

/** What a program says about itself in the text of its messages. */
export interface ProgramText {
  /** Tags under which it logs. */
  readonly programs: readonly string[];
  /** Named groups become fields. */
  readonly patterns: readonly RegExp[];
  readonly samples: readonly { readonly program: string; readonly message: string; readonly fields: Fields }[];
}
