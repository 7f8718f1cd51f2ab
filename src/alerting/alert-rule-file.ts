import { readFile } from 'node:fs/promises';
import { UnusableFileError } from '../classification/unusable-file-error';
import { messageOf } from '../core/errors';
import type { AlertRule } from './alert-rule';
import { parseAlertRules } from './alert-rules';

export interface AlertRuleFileOptions {
  /** Milliseconds between two looks at the file. */
  readonly pollMs: number;
  readonly onReload: (rules: readonly AlertRule[]) => void;
  /** The file cannot be used any more; the rules read before stay in force. Told once a change. */
  readonly onError: (error: UnusableFileError) => void;
}

/** Follows the changes of a file of alert rules, by reading it again and again (see `RuleFile` for why). */
export class AlertRuleFile {
  private timer: NodeJS.Timeout | null = null;
  private closed = false;

  /** @param seen text of the file when it was read first */
  constructor(
    private readonly path: string,
    private seen: string,
    private readonly options: AlertRuleFileOptions,
  ) {
    this.schedule();
  }

  close(): void {
    this.closed = true;
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private schedule(): void {
    if (!this.closed) this.timer = setTimeout(() => void this.look(), this.options.pollMs).unref();
  }

  private async look(): Promise<void> {
    const found = await readFile(this.path, 'utf8').then(
      (text) => ({ text, problem: null }),
      (error: unknown) => ({ text: null, problem: `cannot be read: ${messageOf(error)}` }),
    );
    if (!this.closed && (found.text ?? found.problem) !== this.seen) {
      this.seen = found.text ?? found.problem;
      this.reload(found.text, found.problem ?? '');
    }
    this.schedule();
  }

  private reload(text: string | null, problem: string): void {
    try {
      if (text === null) throw new UnusableFileError(this.path, [problem]);
      this.options.onReload(parseAlertRules(text, this.path));
    } catch (error) {
      if (!(error instanceof UnusableFileError)) throw error;
      this.options.onError(error);
    }
  }
}
