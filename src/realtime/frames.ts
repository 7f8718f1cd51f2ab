import { toJson, type ClassifiedLog } from '../core/log';

/** A frame of logs; `dropped` counts logs that matched and could not be sent since the last frame. */
export function logsFrame(jsonLogs: readonly string[], dropped: number): string {
  return `{"type":"logs","logs":[${jsonLogs.join(',')}],"dropped":${String(dropped)}}`;
}

/** Turns logs into JSON at most once, however many clients want them. */
export class JsonOnce {
  private readonly texts = new Map<ClassifiedLog, string>();

  of(log: ClassifiedLog): string {
    let text = this.texts.get(log);
    if (text === undefined) {
      text = JSON.stringify(toJson(log));
      this.texts.set(log, text);
    }
    return text;
  }
}
