/** Problems that one error text spells out. */
const MAX_SHOWN = 20;

/** A file of rules or suggestions that cannot be used, with everything that is wrong in it. */
export class UnusableFileError extends Error {
  override readonly name: string = 'UnusableFileError';

  constructor(
    readonly path: string,
    readonly problems: readonly string[],
  ) {
    const more = problems.length - MAX_SHOWN;
    const shown = more > 0 ? [...problems.slice(0, MAX_SHOWN), `and ${String(more)} more`] : problems;
    super(`${path} cannot be used:\n${shown.map((problem) => `  ${problem}`).join('\n')}`);
  }
}
