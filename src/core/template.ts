/** What similar messages have in common: where they differ stands a placeholder such as `<NUM>` or `<*>`. */
export interface Template {
  /** UUID: the id of the first form of its kind. It stays when the text becomes more general. */
  readonly id: string;
  readonly text: string;
}

/** A masked message that has just been seen for the first time, with the template it belongs to. */
export interface LearnedForm {
  /** UUID, see `templateIdOf`. */
  readonly id: string;
  readonly masked: string;
  readonly template: Template;
  /** Templates that turned out to be the same as another one. */
  readonly merged: readonly { readonly from: string; readonly into: string }[];
}

/** How often a template was seen in a stretch of time, by source and severity band. */
export interface TemplateCount {
  readonly templateId: string;
  readonly source: string;
  /** TRACE, DEBUG, INFO, WARN, ERROR or FATAL, after the OpenTelemetry log data model. */
  readonly level: string;
  /** Epoch milliseconds of the arrival of the first and the last. */
  firstSeen: number;
  lastSeen: number;
  count: number;
}
