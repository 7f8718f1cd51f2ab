import { readFile } from 'node:fs/promises';
import { messageOf } from '../core/errors';

export interface FollowedFileOptions {
  /** Milliseconds between two looks at the file; 0 never looks. */
  readonly pollMs: number;
  /** The file is another one than before: its text, or null and why it cannot be read. Told once a change. */
  readonly onChange: (text: string | null, problem: string) => void;
}

/**
 * Notices that a file has changed. It is read again and again and compared, because that alone works alike for editors
 * that write in place, editors that replace the file, the symbolic links of a Kubernetes ConfigMap, network file
 * systems and clocks that jump; the files that are followed are small.
 */
export class FollowedFile {
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  /** @param seen what was last found in the file */
  constructor(
    private readonly path: string,
    private seen: string,
    private readonly options: FollowedFileOptions,
  ) {
    this.schedule();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private schedule(): void {
    if (this.closed || this.options.pollMs <= 0) return;
    this.timer = setTimeout(() => void this.look(), this.options.pollMs).unref();
  }

  private async look(): Promise<void> {
    let text: string | null = null;
    let problem = '';
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      problem = messageOf(error);
    }
    if (!this.closed && (text ?? problem) !== this.seen) {
      this.seen = text ?? problem;
      this.options.onChange(text, problem);
    }
    this.schedule();
  }
}
