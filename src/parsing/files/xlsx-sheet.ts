import { xmlParser } from './xlsx-parts';

const MS_PER_DAY = 86_400_000;
/** Serial day 0 of the 1900 system, shifted by the leap day that 1900 never had (ECMA-376 part 1 §18.17.4.1). */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
const MAX_COLUMNS = 16_384;

/** What cells refer to outside their sheet. */
export interface SheetContext {
  readonly strings: readonly string[];
  /** By cell style: whether its number is a date. */
  readonly dateStyles: readonly boolean[];
  readonly date1904: boolean;
}

/** Turns the XML of one worksheet into rows of texts, as it streams in. */
export class SheetParser {
  private readonly xml = xmlParser({
    open: (name, attributes) => {
      this.open(name, attributes);
    },
    text: (text) => {
      if (this.inValue) this.value += text;
    },
    close: (name) => {
      this.close(name);
    },
  });
  private rows: string[][] = [];
  private cells: string[] = [];
  private column = -1;
  private type = 'n';
  private style = 0;
  private value = '';
  private inValue = false;

  constructor(private readonly context: SheetContext) {}

  /** Takes a piece of XML and returns the rows that it completed. */
  push(text: string): string[][] {
    this.xml.write(text);
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  /** Ends the sheet; a cut-off one is an InputError. */
  end(): void {
    this.xml.close();
  }

  private open(name: string, attributes: Readonly<Record<string, string>>): void {
    switch (name) {
      case 'row':
        this.cells = [];
        this.column = -1;
        break;
      case 'c':
        this.column = columnOf(attributes['r']) ?? this.column + 1;
        this.type = attributes['t'] ?? 'n';
        this.style = Number(attributes['s'] ?? 0);
        this.value = '';
        break;
      case 'v':
      case 't':
        this.inValue = true;
        break;
      default:
    }
  }

  private close(name: string): void {
    switch (name) {
      case 'v':
      case 't':
        this.inValue = false;
        break;
      case 'c':
        if (this.column < MAX_COLUMNS) {
          while (this.cells.length < this.column) this.cells.push('');
          this.cells[this.column] = this.cellText();
        }
        break;
      case 'row':
        this.rows.push(this.cells);
        break;
      default:
    }
  }

  private cellText(): string {
    switch (this.type) {
      case 's':
        return this.context.strings[Number(this.value)] ?? '';
      case 'b':
        return this.value === '1' ? 'true' : 'false';
      case 'n': {
        const isDate = this.value !== '' && this.context.dateStyles[this.style] === true;
        return isDate ? dateText(Number(this.value), this.context.date1904) : this.value;
      }
      default:
        return this.value;
    }
  }
}

/** Zero-based column of a reference such as `BC12`. */
function columnOf(reference: string | undefined): number | null {
  if (reference === undefined) return null;
  let column = 0;
  for (const char of reference) {
    const code = char.charCodeAt(0);
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column === 0 ? null : column - 1;
}

/** ISO 8601 of a serial date; days before March 1900 are off by the day Excel invented, and stay so. */
function dateText(serial: number, date1904: boolean): string {
  const ms = (date1904 ? EPOCH_1904 : EPOCH_1900) + Math.round(serial * MS_PER_DAY);
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(serial) : date.toISOString();
}
