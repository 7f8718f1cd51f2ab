import type { Delivery } from '../../../messaging/line-producer';

/** What `produce` tells at its end. */
export interface ProduceReport {
  readonly topic: string;
  readonly delivery: Delivery;
  readonly seconds: number;
  /** Longest line that is sent. */
  readonly lineBytes: number;
  /** Why there is more to send, and the command that goes on; null when all is sent. */
  readonly stopped: { readonly reason: string; readonly resume: string } | null;
}

/** For machines. */
export function reportJson({ topic, delivery, seconds, stopped }: ProduceReport): object {
  const { lines, bytes, notSent, position, unconfirmed } = delivery;
  return {
    topic,
    lines,
    bytes,
    notSent,
    seconds: Number(seconds.toFixed(3)),
    linesPerSecond: Math.round(lines / seconds),
    offset: position,
    complete: stopped === null,
    ...(stopped === null ? {} : { unconfirmed, ...stopped }),
  };
}

/** For people. */
export function reportText({ topic, delivery, seconds, lineBytes, stopped }: ProduceReport): string {
  const { lines, bytes, notSent, position, unconfirmed } = delivery;
  const rate = String(Math.round(lines / seconds));
  const size = `${linesText(lines)} (${String(bytes)} bytes)`;
  const text = [`${size} acknowledged for ${topic} in ${seconds.toFixed(2)} s, ${rate} lines/s`];
  if (notSent > 0) {
    const limits = `KAFKA_MAX_RECORD (${String(lineBytes)} bytes) or than the topic takes (its max.message.bytes)`;
    text.push(`not sent: ${linesText(notSent)} longer than ${limits}`);
  }
  if (stopped !== null) {
    text.unshift(`logsieve: ${stopped.reason}`);
    text.push(`the same input goes on behind byte ${String(position)} with:`, `  ${stopped.resume}`);
  }
  if (unconfirmed > 0) {
    text.push(`of what follows, ${linesText(unconfirmed)} may be in the topic already and would come twice`);
  }
  return text.join('\n');
}

function linesText(count: number): string {
  return `${String(count)} ${count === 1 ? 'line' : 'lines'}`;
}
