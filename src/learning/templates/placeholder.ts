/** What stands in a template for a value: the types of the mask, and `*` for values of different types. */
export const PARAMETER_TYPES = ['NUM', 'IP', 'UUID', 'HEX', 'TIME', 'PATH', 'URL', 'EMAIL', '*'] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];

/** Stands for a value of any type. */
export const ANYTHING = '<*>';

/** Regex source of a placeholder of the mask. */
export const TYPED = '<(?:NUM|IP|UUID|HEX|TIME|PATH|URL|EMAIL)>';
/** Regex source of any placeholder. */
export const PLACEHOLDER = `(?:${TYPED}|<\\*>)`;
