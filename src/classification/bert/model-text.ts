/** Placeholders of the mask, e.g. `<NUM>`. */
const PLACEHOLDER = /<([A-Z]+)>/g;

/**
 * The text that the encoder sees for a template: placeholders become plain words, because `<NUM>` would cost four
 * meaningless tokens. Training and classification both go through here.
 */
export function modelText(template: string): string {
  return template.replace(PLACEHOLDER, (_, name: string) => name.toLowerCase());
}
