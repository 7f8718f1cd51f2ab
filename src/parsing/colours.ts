/** Starts a colour, as every other control of a terminal. */
export const ESCAPE = '\u001b';
/** Colours of terminals (ECMA-48 SGR), which programs write into files as well: they belong to no field. */
export const COLOURS = /\u001b\[[\d;:]{0,40}m/g;
/** Those in front of a text. */
export const LEADING_COLOURS = new RegExp(`^(?:${COLOURS.source})+`);
