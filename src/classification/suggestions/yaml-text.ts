import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { messageOf } from '../../core/errors';
import { UnusableFileError } from '../unusable-file-error';

/** A YAML file as values, which knows the line of each. */
export class YamlText {
  readonly value: unknown;
  private readonly document: Document;
  private readonly lines = new LineCounter();

  /** Throws UnusableFileError, which names `path`, when the text is no YAML. */
  constructor(text: string, path: string) {
    this.document = parseDocument(text, { lineCounter: this.lines });
    if (this.document.errors.length > 0) {
      const problems = this.document.errors.map(({ message }) => message);
      throw new UnusableFileError(path, problems);
    }
    try {
      this.value = this.document.toJS();
    } catch (error) {
      // More aliases than the library follows.
      throw new UnusableFileError(path, [messageOf(error)]);
    }
  }

  /** `line 120: entries[13].cue[2] <problem>`; a part that the file lacks has the line of what should hold it. */
  problemAt(path: readonly PropertyKey[], problem: string): string {
    const name = path.map((part) => (typeof part === 'number' ? `[${String(part)}]` : `.${String(part)}`)).join('');
    return `line ${String(this.lineOf(path))}: ${name.replace(/^\./, '')} ${problem}`.replace('  ', ' ');
  }

  private lineOf(path: readonly PropertyKey[]): number {
    const node = path.length === 0 ? this.document.contents : this.document.getIn(path, true);
    if (isNode(node) && node.range) return this.lines.linePos(node.range[0]).line;
    return path.length === 0 ? 1 : this.lineOf(path.slice(0, -1));
  }
}
