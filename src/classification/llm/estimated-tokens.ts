/** Tokens of English are about four bytes, of other scripts and of code about three. */
export const BYTES_A_TOKEN = 3;

/** A generous guess of a text's tokens, for budgets: every model cuts text differently. */
export function estimatedTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_A_TOKEN);
}
