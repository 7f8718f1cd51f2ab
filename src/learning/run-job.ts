import { parentPort, type MessagePort } from 'node:worker_threads';
import { messageOf } from '../core/errors';
import type { FromJob, JobProgress } from './job-thread';

/**
 * The body of a worker that a `JobThread` starts.
 * @param work the job; `tell` passes its progress on, and throws once the job is to stop
 */
export async function runJob(
  name: string,
  work: (tell: (progress: JobProgress) => void) => Promise<unknown>,
): Promise<void> {
  if (parentPort === null) throw new Error(`the ${name} runs in a worker thread only`);
  const port: MessagePort = parentPort;
  const send = (message: FromJob<JobProgress, unknown>): void => {
    port.postMessage(message);
  };
  let stopped = false;
  // It is told nothing but to stop.
  port.on('message', () => {
    stopped = true;
  });
  try {
    const result = await work((progress) => {
      if (stopped) throw new Error(`the ${name} was stopped`);
      send({ kind: 'progress', progress });
    });
    send({ kind: 'done', result });
  } catch (error) {
    send({ kind: 'failed', detail: messageOf(error) });
  } finally {
    port.close();
  }
}
