/** Where our logs hold what a Sigma field means. */
export interface Place {
  /** A field of the log, or `raw`. */
  readonly field: string;
  /** Set when it is a part of that field; all in RE2 syntax. */
  readonly part?: {
    /** What stands between the start of the field and the part. */
    readonly before: string;
    /** One character of the part. */
    readonly char: string;
    /** What stands right behind the part. */
    readonly after: string;
  };
  /** The parsers leave the field out where the line has a hyphen for "nothing". */
  readonly hyphenIsMissing?: true;
  /** Where values that start neither with a slash nor anyhow stand, instead. */
  readonly otherwise?: Place;
}
