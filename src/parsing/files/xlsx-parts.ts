import { SaxesParser } from 'saxes';
import { InputError } from '../../core/errors';

/** Shared strings are held in memory while a sheet is read, so they have a bound of their own. */
const MAX_SHARED_CHARACTERS = 128 * 1024 * 1024;

/** Built-in number formats that show a date or a time (ECMA-376 part 1 §18.8.30). */
const BUILT_IN_DATES = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 30, 36, 45, 46, 47, 50, 57]);

/** A stream of XML text, unpacked piece by piece. */
export type XmlText = AsyncIterable<string>;

interface XmlHandlers {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Feeds XML to handlers by local name; entities other than XML's own five do not exist, so nothing can expand. */
export function xmlParser(handlers: XmlHandlers): { write(text: string): void; close(): void } {
  const parser = new SaxesParser({ xmlns: false });
  parser.on('opentag', ({ name, attributes }) => handlers.open?.(localName(name), attributes));
  parser.on('text', (text) => handlers.text?.(text));
  parser.on('cdata', (text) => handlers.text?.(text));
  parser.on('closetag', ({ name }) => handlers.close?.(localName(name)));
  parser.on('error', (error) => {
    throw new InputError('unprocessable', 'broken_xlsx', `the workbook has a broken part: ${error.message}`);
  });
  return {
    write: (text) => void parser.write(text),
    close: () => void parser.close(),
  };
}

async function parseXml(xml: XmlText, handlers: XmlHandlers): Promise<void> {
  const parser = xmlParser(handlers);
  for await (const text of xml) parser.write(text);
  parser.close();
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** Reads xl/sharedStrings.xml; the phonetic guides of East Asian text (rPh) are no part of a string. */
export async function readSharedStrings(xml: XmlText): Promise<string[]> {
  const strings: string[] = [];
  let current = '';
  let inText = false;
  let inPhonetic = false;
  let characters = 0;
  await parseXml(xml, {
    open: (name) => {
      if (name === 'si') current = '';
      else if (name === 'rPh') inPhonetic = true;
      else if (name === 't') inText = !inPhonetic;
    },
    text: (text) => {
      if (!inText) return;
      characters += text.length;
      if (characters > MAX_SHARED_CHARACTERS) {
        throw new InputError(
          'too_large',
          'xlsx_strings_too_large',
          `the workbook shares more than ${String(MAX_SHARED_CHARACTERS)} characters of text; save it as CSV`,
        );
      }
      current += text;
    },
    close: (name) => {
      if (name === 't') inText = false;
      else if (name === 'rPh') inPhonetic = false;
      else if (name === 'si') strings.push(current);
    },
  });
  return strings;
}

/** Reads xl/styles.xml: for each cell style, whether its number is a date. */
export async function readDateStyles(xml: XmlText): Promise<boolean[]> {
  const customDates = new Set<number>();
  const styles: boolean[] = [];
  let inCellFormats = false;
  await parseXml(xml, {
    open: (name, attributes) => {
      if (name === 'numFmt' && isDateFormat(attributes['formatCode'] ?? ''))
        customDates.add(Number(attributes['numFmtId']));
      else if (name === 'cellXfs') inCellFormats = true;
      else if (name === 'xf' && inCellFormats) {
        const format = Number(attributes['numFmtId'] ?? 0);
        styles.push(BUILT_IN_DATES.has(format) || customDates.has(format));
      }
    },
    close: (name) => {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return styles;
}

/** A format code shows a date when a date letter is left after quoted text, colours and conditions are taken out. */
function isDateFormat(code: string): boolean {
  return /[dmyhs]/i.test(code.replaceAll(/"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_./gi, ''));
}

/** What the workbook says about its sheets. */
export interface Workbook {
  /** Relation id of the first sheet. */
  readonly firstSheet: string;
  /** Dates count from 1904 (old Macintosh files) instead of 1900. */
  readonly date1904: boolean;
}

/** Reads xl/workbook.xml. */
export async function readWorkbook(xml: XmlText): Promise<Workbook> {
  let firstSheet = '';
  let date1904 = false;
  await parseXml(xml, {
    open: (name, attributes) => {
      if (name === 'workbookPr') date1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
      if (name === 'sheet' && firstSheet === '') {
        firstSheet = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
      }
    },
  });
  return { firstSheet, date1904 };
}

/** Reads xl/_rels/workbook.xml.rels: relation id to path inside the archive. */
export async function readRelations(xml: XmlText): Promise<Map<string, string>> {
  const relations = new Map<string, string>();
  await parseXml(xml, {
    open: (name, attributes) => {
      if (name !== 'Relationship') return;
      const target = attributes['Target'] ?? '';
      relations.set(attributes['Id'] ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    },
  });
  return relations;
}
