/** Groups of characters whose presence makes an attack possible at all; bits of {@link charactersOf}. */
export const QUOTE = 1; //      ' " `
export const ANGLE = 2; //      < >
export const SHELL = 4; //      ; | & ` line feed
export const BRACE = 8; //      $ { } [ ] # @ *
export const PAREN = 16; //     ( )
export const SLASH = 32; //     / \
export const DOTS = 64; //      two dots in a row
export const COLON = 128; //    :
export const SPACE = 256;
export const CONTROL = 512; //  NUL, CR, LF and what two-byte tricks make of them
export const ENCODED = 1024; // % or \, which decoding may turn into anything
export const EQUAL = 2048; //   = ! ~ ^ -- comparisons
const DOT = 4096;

const BITS = new Uint16Array(128);
function mark(characters: string, bit: number): void {
  for (let i = 0; i < characters.length; i++) {
    const code = characters.charCodeAt(i);
    BITS[code] = (BITS[code] ?? 0) | bit;
  }
}
mark('\'"`', QUOTE);
mark('<>', ANGLE);
mark(';|&`\n', SHELL);
mark('${}[]#@*', BRACE);
mark('()', PAREN);
mark('/\\', SLASH);
mark('.', DOT);
mark(':', COLON);
mark(' +', SPACE);
mark('\t\v\f', SPACE);
mark('\0\r\n', CONTROL);
mark('%\\', ENCODED);
mark('=!~^', EQUAL);

/** Which groups occur in `text`; characters beyond ASCII count as {@link ENCODED}, for they may fold to ASCII. */
export function charactersOf(text: string, start = 0, end = text.length): number {
  let found = 0;
  let previous = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    const bits = code < 128 ? (BITS[code] ?? 0) : ENCODED;
    // The same bit twice in a row: two dots.
    if ((bits & previous & DOT) !== 0) found |= DOTS;
    found |= bits;
    previous = bits;
  }
  return found & ~DOT;
}
